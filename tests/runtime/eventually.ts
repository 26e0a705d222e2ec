import { setTimeout as sleep } from "node:timers/promises";

const mostMs = 10_000;

/** Waits until something is so. Throws, naming it, when it takes longer than 10 s. */
export async function eventually(what: string, isSo: () => boolean): Promise<void> {
  const startMs = performance.now();
  while (!isSo()) {
    if (performance.now() - startMs > mostMs) throw new Error(`Not within ${mostMs / 1000} s: ${what}`);
    await sleep(5);
  }
}
