import { setTimeout as sleep } from "node:timers/promises";
import type { Machines } from "../vm/machines.ts";
import { connectAgent } from "./connect-agent.ts";
import { newIdentity } from "./new-identity.ts";

const callMs = 30_000;
/** From a shell's first output to the end of its prompt. */
const promptMs = 300;
/** The agent keeps a shell ready for the next terminal, and starts that one a moment after it gave one away. */
const nextShellMs = 3000;

/**
 * Has a machine's agent answer what a click asks of it, so that its pages are in memory and, under emulation,
 * its code is translated when it counts. What it changes, the next learner's own identity replaces.
 */
export async function warmUp(machines: Machines, machineId: string): Promise<void> {
  const { client: agent, connection } = connectAgent(await machines.attach(machineId));
  // A machine that ends meanwhile is not waited for.
  const pause = (ms: number) => Promise.race([sleep(ms), connection.ended]);
  try {
    await agent.setIdentity(newIdentity("warm"), { timeoutMs: callMs });
    await agent.writeFile(
      { path: "/proc/sys/kernel/hostname", data: Buffer.from("warm\n"), mode: 0 },
      { timeoutMs: callMs },
    );
    await agent.listProcesses({}, { timeoutMs: callMs });
    const { pty } = await agent.openPty(
      { columns: 80, rows: 24, command: [], environment: {} },
      { timeoutMs: callMs },
    );
    await agent.readPty({ pty, offset: 0n, maxBytes: 4096 }, { timeoutMs: callMs });
    await pause(promptMs);
    await agent.closePty({ pty }, { timeoutMs: callMs });
    await pause(nextShellMs);
  } finally {
    connection.close();
  }
}
