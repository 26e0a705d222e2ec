import type { Transport } from "../../ttrpc/transport.ts";

/** Where hosts come to talk to the agent, one after another. */
export interface Endpoint {
  /** Waits for the next host. The one before must be done. */
  accept(): Promise<Transport>;
}
