import { connect as connectSocket, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Profile } from "../../labs/machine.ts";
import type { AgentClient } from "../session/agent-client.ts";
import { connectAgent } from "../session/connect-agent.ts";
import type { TemplateMachine } from "../vm/template-machine.ts";
import type { Log } from "./step.ts";

const bootLimitMs = 300_000;
const prepareLimitMs = 600_000;
const pingMs = 3000;
const callMs = 60_000;
const unit = "cloison-prepare.service";

/** Changes when what is done here does. */
export const preparationKey = 2;

/**
 * Waits for the agent of a machine that boots, and has it start and read what the profile promises. Nobody is
 * connected to the agent afterwards. Throws QEMU's words when it ends meanwhile.
 */
export async function prepareGuest(
  machine: TemplateMachine,
  options: { profile: Profile; log: Log },
): Promise<void> {
  const ended = machine.ended.then((how) => {
    throw new Error(`Cannot boot the image: ${how}`);
  });
  await Promise.race([ended, prepareRunning(machine, options)]);
}

async function prepareRunning(
  machine: TemplateMachine,
  { profile, log }: { profile: Profile; log: Log },
): Promise<void> {
  const deadlineMs = performance.now() + bootLimitMs;
  for (;;) {
    const { client: agent, connection } = connectAgent(await openSocket(machine.agentSocket));
    try {
      if (await answers(agent)) {
        log(`preparing for ${profile}`);
        await runPrepare(agent, profile);
        await run(agent, ["sync"]);
        return;
      }
    } finally {
      connection.close();
    }
    if (performance.now() > deadlineMs)
      throw new Error(`Cannot boot the image: its agent did not answer within ${bootLimitMs / 1000} s`);
    await sleep(200);
  }
}

async function answers(agent: AgentClient): Promise<boolean> {
  try {
    await agent.ping({}, { timeoutMs: pingMs });
    return true;
  } catch {
    return false;
  }
}

/** As a unit of its own: it may take longer than one call to the agent may. */
async function runPrepare(agent: AgentClient, profile: Profile): Promise<void> {
  const command = ["/usr/lib/cloison/prepare", profile];
  await run(agent, ["systemd-run", `--unit=${unit}`, "--no-block", ...oneShot, ...command]);
  const deadlineMs = performance.now() + prepareLimitMs;
  for (;;) {
    const { stdout } = await run(agent, ["systemctl", "show", "--property=ActiveState", "--value", unit]);
    const state = stdout.trim();
    if (state === "active") break;
    const isLate = performance.now() > deadlineMs;
    if (state !== "activating" || isLate) {
      const log = await run(agent, [
        "journalctl",
        "--no-pager",
        "--output=cat",
        "--lines=20",
        `--unit=${unit}`,
      ]);
      const what = isLate ? `it was not done within ${prepareLimitMs / 1000} s` : `its unit is ${state}`;
      throw new Error(`Cannot prepare the machine for ${profile}: ${what}\n${log.stdout}`);
    }
    await sleep(2000);
  }
  await run(agent, ["systemctl", "stop", unit]);
}

const oneShot = ["--property=Type=oneshot", "--property=RemainAfterExit=yes"];

async function run(agent: AgentClient, argv: string[]): Promise<{ stdout: string }> {
  const request = { argv, stdin: new Uint8Array(0), timeoutMs: callMs, environment: {} };
  const { exitCode, stdout, stderr } = await agent.runCommand(request, { timeoutMs: callMs + 5000 });
  if (exitCode !== 0)
    throw new Error(`${argv[0]} in the machine ended with ${exitCode}: ${Buffer.from(stderr).toString()}`);
  return { stdout: Buffer.from(stdout).toString() };
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(path, () => resolve(socket));
    socket.once("error", (cause) => reject(new Error("Cannot reach the machine's agent", { cause })));
  });
}
