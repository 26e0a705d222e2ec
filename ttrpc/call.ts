import type { CancelSignal } from "./cancel.ts";

/** Values beside a request, by lower-case key. */
export type Metadata = Record<string, readonly string[]>;

/** What a caller may say about one call. */
export interface CallOptions {
  /** The call fails with DEADLINE_EXCEEDED after this long; the server is told and stops as well. */
  timeoutMs?: number | undefined;
  metadata?: Metadata | undefined;
  /** Cancelling makes the call fail with CANCELLED here. TTRPC cannot tell the server (see PROTOCOL.md). */
  signal?: CancelSignal | undefined;
}

/** What a method's implementation knows about the call that it answers. */
export interface CallContext {
  /** Keys are lower-case. */
  readonly metadata: Metadata;
  /** What the caller gave when it asked; undefined: as long as it takes. */
  readonly timeoutMs: number | undefined;
  /** Cancelled at the deadline and when the connection ends: the answer is of no more use. */
  readonly signal: CancelSignal;
}
