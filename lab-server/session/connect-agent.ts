import type { Duplex } from "node:stream";
import { createClient } from "../../ttrpc/client.ts";
import { type ClientConnection, connect } from "../../ttrpc/client-connection.ts";
import { AgentDefinition } from "../agent/generated/agent.ts";
import type { AgentClient } from "./agent-client.ts";
import { agentTransport } from "./agent-transport.ts";

export interface AgentConnection {
  client: AgentClient;
  connection: ClientConnection;
}

/** A client of the agent at the other end of a stream, which belongs to the connection from now on. */
export function connectAgent(stream: Duplex): AgentConnection {
  const connection = connect(agentTransport(stream), { timers: { setTimeout, clearTimeout } });
  return { client: createClient(AgentDefinition, connection), connection };
}
