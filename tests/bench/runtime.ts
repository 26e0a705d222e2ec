/**
 * `npm run bench -- runtime [--vm]`: our runtime against crun and runc, side by side in one run: how long a container
 * takes to be created, started and deleted, or run, and how much memory that needs. On this computer, in a Debian 13 of
 * its own; with --vm in a machine of the labs as well. CLOISON_BENCH_CYCLES (50) cycles, CLOISON_BENCH_HELD (100)
 * containers at once. The exit code says whether the targets hold.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { step } from "../../lab-server/setup/step.ts";
import { Guest } from "../guest/guest.ts";
import { testMachines } from "../guest/test-machines.ts";
import { bundleNames, writeBundles } from "./runtime/bundles.ts";
import {
  type CycleFigures,
  cycleFigures,
  type HeldFigures,
  heldFigures,
  readAnswers,
} from "./runtime/figures.ts";
import { buildPeers, type Peers } from "./runtime/peers.ts";
import { planLines } from "./runtime/plan.ts";
import { runInRoot } from "./runtime/run-in-root.ts";

interface Figures {
  where: string;
  /** By runtime, then by bundle. */
  cycles: Record<string, Record<string, CycleFigures>>;
  held: Record<string, HeldFigures>;
}

/** A promise of ours, and whether it is kept. */
interface Target {
  what: string;
  value: number;
  atMost: number;
}

const ours = "cloison";
const names = [ours, "crun", "runc"] as const;
const measuredBundles = bundleNames.filter((name) => name !== "held");
const maxBinaryBytes = 3_000_000;
const guestSpec = { profile: "linux" as const, vcpus: 2, memoryMiB: 2048 };
const guestLimitMs = 3_600_000;

export async function run(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error("Cannot measure runtimes as an ordinary user: run it as root");
  const binary = await step("runtime", buildRuntime);
  const peers = await step("peers", buildPeers);
  const work = mkdtempSync(join(tmpdir(), "cloison-bench-"));
  try {
    prepareWork(work, { binary, peers });
    const all = [await step("measuring on this computer", () => onHost(work, peers))];
    if (process.argv.includes("--vm")) all.push(await inMachine(work));
    const targets = all.flatMap(targetsOf);
    targets.push({ what: "size of the binary, bytes", value: statSync(binary).size, atMost: maxBinaryBytes });
    for (const figures of all) print(figures);
    printTargets(targets);
    console.log(JSON.stringify({ benchmark: "runtime", versions: peers.versions, figures: all, targets }));
    if (targets.some(isMissed)) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The folder that the measurement sees as /work. */
function prepareWork(work: string, { binary, peers }: { binary: string; peers: Peers }): void {
  for (const [from, name] of [
    [binary, ours],
    [peers.spawner, "spawner"],
  ] as const)
    copyFileSync(from, join(work, name));
  writeBundles(work, peers);
  const lines = planLines({
    runtimes: [
      { name: ours, path: `/work/${ours}` },
      { name: "crun", path: "/usr/bin/crun" },
      { name: "runc", path: "/usr/sbin/runc" },
    ],
    bundles: Object.fromEntries(measuredBundles.map((name) => [name, `/work/${name}`])),
    heldBundle: "/work/held",
    cycles: fromEnvironment("CLOISON_BENCH_CYCLES", 50),
    held: fromEnvironment("CLOISON_BENCH_HELD", 100),
  });
  writeFileSync(join(work, "plan"), `${lines.join("\n")}\n`);
}

async function onHost(work: string, { root }: Peers): Promise<Figures> {
  await runInRoot(root, ["sh", "-c", "./spawner <plan >answers"], { work });
  return figuresOf("this computer", work);
}

async function inMachine(work: string): Promise<Figures> {
  await using place = await testMachines(guestSpec);
  await using guest = await Guest.place(place.machines, guestSpec);
  return await step("measuring in a machine", async (log) => {
    await guest.run("mkdir /work");
    for (const name of [ours, "spawner", "plan"]) await guest.push(join(work, name), `/work/${name}`);
    for (const name of bundleNames) {
      const rootfs = `/work/${name}/rootfs`;
      await guest.run(`mkdir -p ${rootfs} && cd ${rootfs} && mkdir bin dev proc sys`);
      await guest.run(`cp /usr/bin/busybox ${rootfs}/bin/`);
      await guest.write(`/work/${name}/config.json`, readFileSync(join(work, name, "config.json"), "utf8"));
    }
    const isolate = "unshare --mount --pid --fork --kill-child --mount-proc";
    let answered = 0;
    const { exitCode, output } = await guest.job(`cd /work && ${isolate} ./spawner <plan`, {
      timeoutMs: guestLimitMs,
      onOutput: (text) => {
        answered += text.split("\n").length - 1;
        log(`${answered} commands`);
      },
    });
    if (exitCode !== 0) throw new Error(`Cannot measure in the machine: ${output.slice(-1000)}`);
    writeFileSync(join(work, "answers"), output);
    return figuresOf("a machine of the labs", work);
  });
}

function figuresOf(where: string, work: string): Figures {
  const answers = readAnswers(readFileSync(join(work, "answers"), "utf8"));
  const byName = <T>(of: (name: string) => T) => Object.fromEntries(names.map((name) => [name, of(name)]));
  return {
    where,
    cycles: byName((name) =>
      Object.fromEntries(measuredBundles.map((bundle) => [bundle, cycleFigures(answers, name, bundle)])),
    ),
    held: byName((name) => heldFigures(answers, name)),
  };
}

function targetsOf({ where, cycles }: Figures): Target[] {
  const targets: Target[] = [];
  for (const bundle of measuredBundles) {
    const figure = (name: string, key: keyof CycleFigures) => cycles[name]?.[bundle]?.[key] ?? Number.NaN;
    const ratio = (key: keyof CycleFigures, peer: string) => figure(ours, key) / figure(peer, key);
    const add = (what: string, value: number, atMost: number) =>
      targets.push({ what: `${where}, ${bundle}: ${what}`, value, atMost });
    add("cycle over crun", ratio("cycleMs", "crun"), 1);
    add("run over crun", ratio("runMs", "crun"), 1);
    add("cycle over runc", ratio("cycleMs", "runc"), 0.35);
    add("run over runc", ratio("runMs", "runc"), 0.35);
    add("peak memory over crun", ratio("peakKiB", "crun"), 1);
  }
  return targets;
}

const isMissed = ({ value, atMost }: Target) => !(value <= atMost);

function print({ where, cycles, held }: Figures): void {
  const rounded = (figures: object) =>
    Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, Math.round(value * 100) / 100]));
  for (const bundle of measuredBundles) {
    console.log(`\n${where}, ${bundle === "seccomp" ? "seccomp on" : "seccomp off"}, medians`);
    console.table(Object.fromEntries(names.map((name) => [name, rounded(cycles[name]?.[bundle] ?? {})])));
  }
  console.log(`\n${where}, many at once, medians`);
  console.table(Object.fromEntries(names.map((name) => [name, rounded(held[name] ?? {})])));
}

function printTargets(targets: Target[]): void {
  console.log("\nTargets");
  for (const target of targets) {
    const shown = `${Math.round(target.value * 1000) / 1000}`.padStart(9);
    console.log(`  ${isMissed(target) ? "✗" : "✓"} ${shown}  (at most ${target.atMost})  ${target.what}`);
  }
}

function fromEnvironment(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${name} is ${process.env[name]}: it must be a whole number above 0`);
}
