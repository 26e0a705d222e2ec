/*
 * Which part of config.json is being carried out. `explain` and --trace print it beside each system call; they read
 * it here, so the code that performs a step and the line that names its cause can never drift apart.
 */
let cause: string | undefined;
let observer: ((pointer: string) => void) | undefined;

/** From now on `next` is told whenever a part of config.json begins to be carried out. For --debug. */
export function observeCauses(next: (pointer: string) => void): void {
  observer = next;
}

/**
 * Does `work` on behalf of the part of config.json that a JSON pointer (RFC 6901) names, as "/mounts/3"; undefined: on
 * the runtime's own account.
 */
export function because<T>(pointer: string | undefined, work: () => T): T {
  const outer = cause;
  cause = pointer;
  if (observer && pointer !== undefined) observer(pointer);
  try {
    return work();
  } finally {
    cause = outer;
  }
}

/** The innermost cause, or undefined where the runtime works on its own account. */
export function currentCause(): string | undefined {
  return cause;
}
