import type { CancelSignal } from "./cancel.ts";
import type { Implementation, ServiceDefinition } from "./service.ts";
import type { Timers } from "./timers.ts";
import type { Transport } from "./transport.ts";

/** A service together with what answers it; made by `service`. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly implementation: Implementation<ServiceDefinition>;
}

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
  /** How long a stream whose consumer lags may hold up the connection before it is given up. 1000 unless said. */
  stallMs?: number;
  /** Cancelling ends the connection. */
  signal?: CancelSignal;
}

/**
 * Answers calls on a transport, which it owns, until the peer ends, the transport breaks or the signal is
 * cancelled. Then every call still being answered is cancelled and the promise resolves; it never rejects.
 */
export declare function serve(
  transport: Transport,
  services: readonly Service[],
  options: ServeOptions,
): Promise<void>;
