import { setTimeout as sleep } from "node:timers/promises";

const limitMs = 60_000;
const pauseMs = 200;

/** Tries again until an assertion holds. Throws its last error when it has not for a minute. */
export async function eventually(assertion: () => Promise<void>): Promise<void> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await sleep(pauseMs);
    }
  }
}
