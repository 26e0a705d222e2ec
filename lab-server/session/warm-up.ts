import { createClient } from "../../ttrpc/client.ts";
import { connect } from "../../ttrpc/client-connection.ts";
import { AgentDefinition } from "../agent/generated/agent.ts";
import type { Machines } from "../vm/machines.ts";
import { agentTransport } from "./agent-transport.ts";

const callMs = 30_000;

/**
 * Has a machine's agent answer what a click asks of it, so that its pages are in memory and, under emulation,
 * its code is translated when it counts. Changes nothing that a learner could see.
 */
export async function warmUp(machines: Machines, machineId: string): Promise<void> {
  const connection = connect(agentTransport(await machines.attach(machineId)), {
    timers: { setTimeout, clearTimeout },
  });
  try {
    const agent = createClient(AgentDefinition, connection);
    await agent.ping({}, { timeoutMs: callMs });
    await agent.listPtys({}, { timeoutMs: callMs });
    await agent.listProcesses({}, { timeoutMs: callMs });
  } finally {
    connection.close();
  }
}
