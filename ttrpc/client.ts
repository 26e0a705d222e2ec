import type { ClientConnection } from "./client-connection.ts";
import type { Client, ServiceDefinition } from "./service.ts";

/** The typed methods of a service, called over a connection. Any number of clients may share one. */
export declare function createClient<Definition extends ServiceDefinition>(
  definition: Definition,
  connection: ClientConnection,
): Client<Definition>;
