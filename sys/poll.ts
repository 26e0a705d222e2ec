import { perform } from "./door.ts";

const longestMs = 0x7fffffff;

/** What poll(2) tells of a descriptor. */
export const PollEvent = { in: 0x1, urgent: 0x2, out: 0x4, error: 0x8, hangUp: 0x10 } as const;

/**
 * Waits until one of some descriptors is ready. Result: what it found of each, in their order; all 0 when the
 * time has passed. Interruptions by signals do not end it. A time of more than 24 days ends after that.
 */
export function poll(
  wanted: readonly { descriptor: number; events: number }[],
  options: { timeoutMs?: number } = {},
): number[] {
  const records = new Uint8Array(wanted.length * 8); // struct pollfd
  const view = new DataView(records.buffer);
  for (const [index, { descriptor, events }] of wanted.entries()) {
    view.setInt32(index * 8, descriptor, true);
    view.setInt16(index * 8 + 4, events, true);
  }
  perform("poll", records, wanted.length, Math.min(Math.ceil(options.timeoutMs ?? -1), longestMs));
  return wanted.map((_, index) => view.getInt16(index * 8 + 6, true));
}
