import type { TtrpcError } from "./status.ts";
import type { Timers } from "./timers.ts";
import type { Transport } from "./transport.ts";

export interface ConnectOptions {
  timers: Timers;
  /** Calls that may be under way at once; one more fails with RESOURCE_EXHAUSTED. 1024 unless said. */
  maxCalls?: number;
  /**
   * How long a stream whose consumer lags may hold up the connection before it alone is given up with
   * RESOURCE_EXHAUSTED. 1000 unless said.
   */
  stallMs?: number;
}

/** The calling side of one connection. */
export interface ClientConnection {
  /** Resolves when the connection is over, for whatever reason; never rejects. */
  readonly ended: Promise<void>;
  /** Why it is over (code UNAVAILABLE); undefined while it lives. Every pending call failed with it. */
  readonly failure: TtrpcError | undefined;
  /** Ends the connection and its transport: pending calls fail with UNAVAILABLE. May be called again. */
  close(): void;
}

/** Makes calls possible over a transport, which it owns from now on. */
export declare function connect(transport: Transport, options: ConnectOptions): ClientConnection;
