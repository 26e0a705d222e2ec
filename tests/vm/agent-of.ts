import type { AgentClient } from "../../lab-server/session/agent-client.ts";
import { connectAgent } from "../../lab-server/session/connect-agent.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";

const callMs = 60_000;

/** The agent of one machine, and what tests and benchmarks ask of it. */
export interface MachineAgentConnection extends AsyncDisposable {
  client: AgentClient;
  /** Runs a shell command to its end and returns what it printed. Throws when it fails. */
  run: (command: string) => Promise<string>;
  /** Opens a terminal and waits until a typed command has been answered. */
  answeringTerminal: () => Promise<void>;
}

export async function agentOf(machines: Machines, id: string): Promise<MachineAgentConnection> {
  const { client, connection } = connectAgent(await machines.attach(id));
  return {
    client,
    async run(command) {
      const request = {
        argv: ["sh", "-c", command],
        stdin: new Uint8Array(),
        timeoutMs: callMs,
        environment: {},
      };
      const { exitCode, stdout, stderr } = await client.runCommand(request, { timeoutMs: callMs });
      if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${Buffer.from(stderr)}`);
      return Buffer.from(stdout).toString().trim();
    },
    async answeringTerminal() {
      const open = { columns: 80, rows: 24, command: [], environment: {} };
      const { pty } = await client.openPty(open, { timeoutMs: callMs });
      // The answer differs from what the terminal echoes.
      await client.writePty({ pty, data: Buffer.from("echo answer $((6 * 7))\r") }, { timeoutMs: callMs });
      let output = "";
      let offset = 0n;
      while (!output.includes("answer 42")) {
        const response = await client.readPty({ pty, offset, maxBytes: 4096 }, { timeoutMs: callMs });
        if (response.ended) throw new Error(`The shell ended with ${response.exitCode}: ${output}`);
        output += Buffer.from(response.data).toString();
        offset = response.offset + BigInt(response.data.length);
      }
    },
    async [Symbol.asyncDispose]() {
      connection.close();
      await connection.ended;
    },
  };
}
