import type { AgentClient } from "../../lab-server/session/agent-client.ts";
import { AgentProbe } from "../../lab-server/session/agent-probe.ts";
import { connectAgent } from "../../lab-server/session/connect-agent.ts";
import { newIdentity } from "../../lab-server/session/new-identity.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import type { ProofMachine } from "./prove-exercise.ts";

const callMs = 60_000;
const size = { columns: 100, rows: 30 };

/** A fresh clone with its own identity and one terminal, for one proof. Disposing of it drops the machine. */
export async function proofClone(machines: Machines, spec: MachineSpec): Promise<ProofMachine> {
  const id = await machines.place(spec);
  try {
    const { client, connection } = connectAgent(await machines.attach(id));
    const terminal = await openTerminal(client);
    return {
      probe: new AgentProbe(async () => client),
      async type(lines) {
        for (const line of lines)
          await client.writePty({ pty: terminal, data: Buffer.from(`${line}\r`) }, { timeoutMs: callMs });
      },
      async run(argv) {
        const { exitCode, stderr } = await client.runCommand(
          { argv, stdin: new Uint8Array(), timeoutMs: callMs, environment: {} },
          { timeoutMs: callMs },
        );
        if (exitCode !== 0)
          throw new Error(`Cannot run ${argv.join(" ")}: it ended with ${exitCode}: ${Buffer.from(stderr)}`);
      },
      async [Symbol.asyncDispose]() {
        connection.close();
        await machines.drop(id);
      },
    };
  } catch (error) {
    await machines.drop(id);
    throw error;
  }
}

async function openTerminal(client: AgentClient): Promise<number> {
  await client.setIdentity(newIdentity("proof"), { timeoutMs: callMs });
  const { pty } = await client.openPty({ ...size, command: [], environment: {} }, { timeoutMs: callMs });
  return pty;
}
