const controller = new AbortController();

/** Aborted when this process is told to end while it builds: what is being built then stops and undoes itself. */
export const interruption: AbortSignal = controller.signal;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that builds. A signal to end ends the process, by that same signal, only when the work has stopped
 * and undone what was half made. A second signal does not wait.
 */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  let received: NodeJS.Signals | undefined;
  const listen = () => {
    for (const signal of signals) process.on(signal, interrupt);
  };
  const listenNoMore = () => {
    for (const signal of signals) process.off(signal, interrupt);
  };
  const interrupt = (signal: NodeJS.Signals) => {
    received = signal;
    listenNoMore();
    console.log("\nStopping, and removing what is half built …");
    controller.abort(new Error(`${signal} ended it`));
  };
  listen();
  try {
    return await work();
  } finally {
    listenNoMore();
    if (received) await endBy(received);
  }
}

/** As `work` settles, or rejects as soon as the process is told to end. Ending the work is then the caller's. */
export async function orInterrupted<T>(work: Promise<T>): Promise<T> {
  let abort = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    abort = () => reject(interruption.reason);
  });
  interruption.addEventListener("abort", abort);
  if (interruption.aborted) abort();
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    interruption.removeEventListener("abort", abort);
  }
}

/** Never resolves. Whoever started this process sees how it ended. */
function endBy(signal: NodeJS.Signals): Promise<never> {
  process.kill(process.pid, signal);
  return new Promise(() => {});
}
