import type { CancelSignal } from "./cancel.ts";
import { MethodTable, type Service } from "./method-table.ts";
import { ServerConnection } from "./server-connection.ts";
import type { Implementation, ServiceDefinition } from "./service.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import type { Timers } from "./timers.ts";
import type { Transport } from "./transport.ts";

const DEFAULT_MAX_CALLS = 128;
const DEFAULT_STALL_MS = 1000;

export type { Service };

/** Binds an implementation to its definition; the compiler checks that they fit. */
export function service<Definition extends ServiceDefinition>(
  definition: Definition,
  implementation: Implementation<Definition>,
): Service {
  return { definition, implementation: implementation as unknown as Implementation<ServiceDefinition> };
}

export interface ServeOptions {
  timers: Timers;
  /** Calls answered at once; one more is refused with RESOURCE_EXHAUSTED. 128 unless said. */
  maxCalls?: number;
  /**
   * How long a request stream whose implementation lags may hold up the connection before that call is given
   * up with RESOURCE_EXHAUSTED. 1000 unless said.
   */
  stallMs?: number;
  /** Cancelling ends the connection. */
  signal?: CancelSignal;
}

/**
 * Answers calls on a transport, which it owns, until the peer ends, the transport breaks or the signal is
 * cancelled. Then every call still being answered is cancelled and the promise resolves; it does not reject,
 * and it does not wait for implementations that ignore their signal. Throws at once for services that cannot
 * be served.
 */
export function serve(
  transport: Transport,
  services: readonly Service[],
  options: ServeOptions,
): Promise<void> {
  const { timers, maxCalls = DEFAULT_MAX_CALLS, stallMs = DEFAULT_STALL_MS, signal } = options;
  const connection = new ServerConnection(transport, new MethodTable(services), {
    timers,
    maxCalls,
    stallMs,
  });
  const stop = () => connection.end(new TtrpcError(StatusCode.CANCELLED, "The server is stopping"));
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop);
  return connection.ended.then(() => signal?.removeEventListener("abort", stop));
}
