/**
 * `npm run bench -- vm`: how soon a machine answers and what it costs. CLOISON_BENCH_STARTS (30) starts in a
 * row of each kind, CLOISON_BENCH_IDLE (100) idle machines at once.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { spawn } from "@lydell/node-pty";
import { newIdentity } from "../../lab-server/session/new-identity.ts";
import { warmUp } from "../../lab-server/session/warm-up.ts";
import { prepare } from "../../lab-server/setup/prepare.ts";
import { openLocalMachines } from "../../lab-server/vm/local-machines.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";
import { availableMemoryMiB } from "../../lab-server/vm/room.ts";
import {
  processorTimeMs,
  qemuProcessesBelow,
  type RunningProcess,
} from "../../lab-server/vm/running-process.ts";
import type { Template } from "../../lab-server/vm/template.ts";
import { openWarmPool } from "../../lab-server/vm/warm-pool.ts";
import { defaultMachine, type Profile } from "../../labs/machine.ts";
import { agentOf } from "../vm/agent-of.ts";

interface Row {
  what: string;
  value: number;
  unit: "ms" | "MB" | "% of a core" | "machines" | "times";
  /** At most, or for machines at least. */
  target?: number;
}

const coldBoots = 3;
const idleSettleMs = 10_000;
const idleWindowMs = 30_000;

export async function run(): Promise<Row[]> {
  const { templates, acceleration } = await prepare({ forTests: true });
  const starts = fromEnvironment("CLOISON_BENCH_STARTS", 30);
  const idle = fromEnvironment("CLOISON_BENCH_IDLE", 100);
  const rows: Row[] = [];
  const add = (what: string, value: number, more: Omit<Row, "what" | "value">) => {
    rows.push({ what, value: Math.round(value * 100) / 100, ...more });
    console.log(`  ${what}: ${value.toFixed(2)} ${more.unit}`);
  };

  const cold = await withMachines(templates, ({ machines }) =>
    repeat(coldBoots, () => bootToPrompt(machines)),
  );
  add("cold boot to prompt, p50", percentile(cold, 50), { unit: "ms" });

  const clones = await withMachines(templates, ({ machines }) =>
    repeat(starts, async () => {
      const startMs = performance.now();
      const id = await machines.place(defaultMachine);
      await toPrompt(machines, id);
      const tookMs = performance.now() - startMs;
      await machines.drop(id);
      return tookMs;
    }),
  );
  add("clone to prompt, p50", percentile(clones, 50), { unit: "ms", target: 500 });
  add("clone to prompt, p95", percentile(clones, 95), { unit: "ms", target: 1000 });
  add("cold boot over clone, p50", percentile(cold, 50) / percentile(clones, 50), { unit: "times" });

  const warm = await withMachines(templates, (place) => fromPool(place, starts));
  add("warm clone to prompt, p50", percentile(warm, 50), { unit: "ms", target: 100 });
  add("warm clone to prompt, p95", percentile(warm, 95), { unit: "ms" });
  add("cold boot over warm clone, p50", percentile(cold, 50) / percentile(warm, 50), { unit: "times" });

  for (const profile of ["linux", "docker"] as const) {
    const { privateMB, percent } = await withMachines(templates, (place) => idleCost(place, profile));
    const isLinux = profile === "linux";
    add(`private memory of an idle ${profile} clone`, privateMB, {
      unit: "MB",
      ...(isLinux && { target: 60 }),
    });
    add(`idle ${profile} clone`, percent, { unit: "% of a core", ...(isLinux && { target: 0.5 }) });
  }

  const crowd = await withMachines(templates, (place) => idleCrowd(place, idle));
  add("idle clones at once that all answer", crowd.answering, { unit: "machines", target: idle });
  add("memory that they took together", crowd.memoryMB, { unit: "MB" });
  add("slowest answer among them", crowd.slowestMs, { unit: "ms" });
  add("processors used by all of them", crowd.percent, { unit: "% of a core" });

  console.table(rows);
  const host = { processors: cpus().length, model: cpus()[0]?.model, memoryMB: Math.round(totalmem() / 1e6) };
  console.log(JSON.stringify({ benchmark: "vm", host, acceleration: acceleration.acceleration, rows }));
  return rows;
}

interface Place {
  machines: Machines;
  folder: string;
}

/** Machines in a folder that is gone afterwards, with all that is left in it. */
async function withMachines<T>(templates: Template[], task: (place: Place) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), "cloison-bench-"));
  chmodSync(parent, 0o755);
  const folder = join(parent, "machines");
  const machines = await openLocalMachines({ folder, templates, reserveMemoryMiB: 256 });
  try {
    return await task({ machines, folder });
  } finally {
    for (const { id } of await machines.list()) await machines.drop(id);
    await machines.close();
    rmSync(parent, { recursive: true, force: true });
  }
}

async function repeat(times: number, task: () => Promise<number>): Promise<number[]> {
  const results: number[] = [];
  while (results.length < times) results.push(await task());
  return results;
}

/** What the server does with a new machine, until its first terminal answers. */
async function toPrompt(machines: Machines, id: string): Promise<void> {
  await using agent = await agentOf(machines, id);
  await agent.client.ping({}, { timeoutMs: 60_000 });
  await agent.client.setIdentity(newIdentity("bench"), { timeoutMs: 60_000 });
  await agent.answeringTerminal();
}

async function bootToPrompt(machines: Machines): Promise<number> {
  const startMs = performance.now();
  const command = await machines.consoleCommand(defaultMachine);
  const [program = "", ...argv] = command.argv;
  const terminal = spawn(program, argv, { cwd: command.cwd, cols: 80, rows: 24 });
  try {
    let output = "";
    let hasTyped = false;
    await new Promise<void>((resolve, reject) => {
      terminal.onExit(() => reject(new Error(`The cold boot ended early:\n${output.slice(-1000)}`)));
      terminal.onData((data) => {
        output = (output + data).slice(-16_384);
        if (!hasTyped && output.includes("root@machine")) {
          hasTyped = true;
          terminal.write("echo answer $((6 * 7))\r");
        }
        if (output.includes("answer 42")) resolve();
      });
    });
    return performance.now() - startMs;
  } finally {
    await command.release();
  }
}

async function fromPool({ machines, folder }: Place, starts: number): Promise<number[]> {
  let warmed = 0;
  let taken = 0;
  const pool = await openWarmPool(machines, {
    sizes: [{ spec: defaultMachine, count: 1 }],
    folder: join(folder, "../claimed"),
    warmUp: async (inner, id) => {
      await warmUp(inner, id);
      warmed++;
    },
  });
  try {
    return await repeat(starts, async () => {
      while (warmed === taken) await sleep(20);
      // The last one is being frozen, which takes milliseconds.
      await sleep(500);
      taken++;
      const startMs = performance.now();
      const id = await pool.place(defaultMachine);
      await toPrompt(pool, id);
      const tookMs = performance.now() - startMs;
      await pool.drop(id);
      return tookMs;
    });
  } finally {
    await pool.close();
  }
}

async function idleCost(
  { machines, folder }: Place,
  profile: Profile,
): Promise<{ privateMB: number; percent: number }> {
  const spec = { ...defaultMachine, profile };
  const id = await machines.place(spec);
  await toPrompt(machines, id);
  // As in use: the server stays connected.
  await using agent = await agentOf(machines, id);
  await agent.client.ping({}, { timeoutMs: 60_000 });
  const [measured] = processesBelow(folder);
  if (!measured) throw new Error("The idle machine has ended");
  // What two have mapped is private to neither, as it is among many machines.
  await toPrompt(machines, await machines.place(spec));
  await sleep(idleSettleMs);
  const privateMB = privateMemoryMB(measured);
  return { privateMB, percent: await processorPercent([measured], idleWindowMs) };
}

async function idleCrowd({ machines, folder }: Place, count: number) {
  const beforeMiB = availableMemoryMiB();
  const ids: string[] = [];
  while (ids.length < count) {
    const id = await machines.place(defaultMachine);
    await toPrompt(machines, id);
    ids.push(id);
    if (ids.length % 10 === 0) console.log(`  ${ids.length} machines run`);
  }
  await sleep(idleSettleMs);
  const memoryMB = (beforeMiB - availableMemoryMiB()) * 1.048576;
  const percent = await processorPercent(processesBelow(folder), idleWindowMs);
  const answers = await Promise.allSettled(
    ids.map(async (id) => {
      const startMs = performance.now();
      await using agent = await agentOf(machines, id);
      await agent.client.ping({}, { timeoutMs: 60_000 });
      return performance.now() - startMs;
    }),
  );
  const tookMs = answers.filter((answer) => answer.status === "fulfilled").map(({ value }) => value);
  return { answering: tookMs.length, slowestMs: Math.max(0, ...tookMs), memoryMB, percent };
}

const processesBelow = (folder: string) => [...qemuProcessesBelow(folder).values()].flat();

/** Memory that is nobody else's: Private_Clean and Private_Dirty of proc_pid_smaps(5). */
function privateMemoryMB({ pid }: RunningProcess): number {
  const smaps = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kiB = [...smaps.matchAll(/^Private_\w+:\s+(\d+)/gm)].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
  return (kiB * 1024) / 1e6;
}

async function processorPercent(processes: RunningProcess[], windowMs: number): Promise<number> {
  const usedMs = () => processes.reduce((sum, process) => sum + (processorTimeMs(process) ?? 0), 0);
  const before = usedMs();
  await sleep(windowMs);
  return ((usedMs() - before) / windowMs) * 100;
}

/** The nearest-rank percentile. */
function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

function fromEnvironment(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${name} is ${process.env[name]}: it must be a whole number above 0`);
}
