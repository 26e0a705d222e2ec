import type { seccompCode } from "./seccomp-code.ts";

let code: typeof seccompCode | undefined;

/** Loads what only containers with a seccomp filter need. To be awaited before a process of one is made. */
export async function loadSeccomp(): Promise<void> {
  code ??= (await import("./seccomp-code.ts")).seccompCode;
}

export function loadedSeccomp(): typeof seccompCode {
  if (code === undefined)
    throw new Error("Cannot make a seccomp filter: this command has not loaded the code for it");
  return code;
}
