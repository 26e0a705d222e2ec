import type { Client } from "../../ttrpc/service.ts";
import type { AgentDefinition } from "../agent/generated/agent.ts";

/** The agent of a machine, as methods. */
export type AgentClient = Client<typeof AgentDefinition>;
