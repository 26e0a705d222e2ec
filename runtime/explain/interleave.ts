import type { RecordedCall } from "./explained-call.ts";

/**
 * Puts the calls of two processes, each recorded by itself, into an order in which they can happen: who waits for the
 * other goes on only after the other has woken it. Where both could go on, creating comes before starting, and the
 * first side before the second.
 */
export function interleave(first: readonly RecordedCall[], second: readonly RecordedCall[]): RecordedCall[] {
  const a: Side = { calls: first, next: 0, wakings: 0 };
  const b: Side = { calls: second, next: 0, wakings: 0 };
  const ordered: RecordedCall[] = [];
  for (;;) {
    const [own, other] = isFirst(a, b) ? [a, b] : [b, a];
    const call = own.calls[own.next];
    if (!call || !canGoOn(own)) return ordered;
    own.next++;
    if (call.handshake === "waits") own.wakings--;
    if (call.handshake === "wakes") other.wakings++;
    ordered.push(call);
  }
}

interface Side {
  readonly calls: readonly RecordedCall[];
  next: number;
  /** How often the other side has woken this one without its having waited yet. */
  wakings: number;
}

function isFirst(a: Side, b: Side): boolean {
  if (!canGoOn(a) || !canGoOn(b)) return canGoOn(a);
  return a.calls[a.next]?.stage === "create" || b.calls[b.next]?.stage === "start";
}

function canGoOn({ calls, next, wakings }: Side): boolean {
  const call = calls[next];
  return call !== undefined && (call.handshake !== "waits" || wakings > 0);
}
