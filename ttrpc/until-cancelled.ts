import type { CancelSignal } from "./cancel.ts";

/**
 * What `promise` brings, or a rejection with the signal's reason if that comes first. The promise goes on
 * without an audience then. Unlike Promise.race with one long-lived promise, nothing piles up on the signal.
 */
export function untilCancelled<Value>(
  promise: PromiseLike<Value> | Value,
  signal: CancelSignal,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancelled = () => reject(signal.reason);
    const settled = () => signal.removeEventListener("abort", cancelled);
    Promise.resolve(promise).then(
      (value) => {
        settled();
        resolve(value);
      },
      (error) => {
        settled();
        reject(error);
      },
    );
    if (signal.aborted) cancelled();
    else signal.addEventListener("abort", cancelled);
  });
}
