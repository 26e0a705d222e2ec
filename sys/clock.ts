import { perform } from "./door.ts";

const monotonic = 1; // CLOCK_MONOTONIC

/** Milliseconds of a clock that only goes forward. */
export function monotonicMs(): number {
  const time = new BigInt64Array(2); // struct timespec
  perform("clock_gettime", monotonic, new Uint8Array(time.buffer));
  return Number(time[0]) * 1000 + Number(time[1]) / 1e6;
}
