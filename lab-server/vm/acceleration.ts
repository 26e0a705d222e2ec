import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { cached } from "../setup/cached.ts";
import { interruption } from "../setup/interruption.ts";
import type { Log } from "../setup/step.ts";
import { kvmDevice, whyNoDevice } from "./kvm-device.ts";
import type { Acceleration } from "./qemu-arguments.ts";
import { qemuVersion } from "./qemu-version.ts";
import { qemuProgram } from "./start-qemu.ts";
import { machineUser, type VmUser, vmUser } from "./vm-user.ts";

/** How machines run on this host, and why. */
export interface ProbedAcceleration {
  acceleration: Acceleration;
  /** One line for the user. */
  reason: string;
}

const bootLimitMs = 15_000;

/**
 * Hardware virtualization where it truly works, else emulation. A device that opens proves nothing, so a
 * kernel is booted on it, once for each QEMU, kernel and processor.
 */
export async function probeAcceleration(
  { kernel }: { kernel: string },
  log: Log,
): Promise<ProbedAcceleration> {
  const obstacle = whyNoDevice({ isRoot: process.getuid?.() === 0 });
  if (obstacle !== undefined) return emulation(obstacle);
  const processor = cpus()[0]?.model;
  const { rdev, gid, mode } = statSync(kvmDevice);
  const key = [{ value: await qemuVersion() }, { file: kernel }, { value: [processor, rdev, gid, mode, 2] }];
  const probe = async (unfinished: string) => {
    log(`booting a kernel on ${kvmDevice}`);
    const failure = await whyNoBoot(kernel, "kvm");
    await writeFile(join(unfinished, "failure.json"), JSON.stringify(failure ?? null));
  };
  const { folder } = await cached("acceleration", key, probe, { log });
  const failure: unknown = JSON.parse(await readFile(join(folder, "failure.json"), "utf8"));
  if (failure === null) return { acceleration: "kvm", reason: "hardware virtualization (KVM)" };
  return emulation(`${kvmDevice} is there, but ${failure}`);
}

const emulation = (why: string): ProbedAcceleration => ({
  acceleration: "tcg",
  reason: `emulation, which is slower: ${why}`,
});

/**
 * Boots a kernel that has no disk, and waits for it to miss one: by then it has set up its processor and
 * memory and run its drivers. Undefined when it got there, else what was seen instead.
 */
export async function whyNoBoot(kernel: string, acceleration: Acceleration): Promise<string | undefined> {
  const user = machineUser(await vmUser(), { acceleration });
  const { output, errors } = await run(bootArguments(kernel, acceleration), user);
  if (/Kernel panic - not syncing: VFS/.test(output)) return undefined;
  if (output.trim() !== "") return `a kernel stopped half way at "${lastLine(output)}"`;
  if (errors.trim() !== "") return `QEMU said "${errors.trim().split("\n")[0]}"`;
  return `a kernel showed no sign of life within ${bootLimitMs / 1000} s`;
}

const bootArguments = (kernel: string, acceleration: Acceleration) => [
  ...["-machine", "q35", "-accel", acceleration, "-cpu", "max,-vmx,-svm", "-m", "256"],
  ...["-nodefaults", "-no-user-config", "-display", "none", "-nic", "none", "-no-reboot"],
  ...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
  ...["-serial", "stdio", "-kernel", kernel],
  ...["-append", "console=ttyS0 earlyprintk=ttyS0 panic=-1 mitigations=off tsc=reliable"],
];

function run(argv: string[], user: VmUser | undefined): Promise<{ output: string; errors: string }> {
  return new Promise((resolve) => {
    const limits = { timeout: bootLimitMs, killSignal: "SIGKILL", maxBuffer: 1024 ** 2 } as const;
    // How it ends does not matter, only what it printed.
    execFile(
      qemuProgram,
      argv,
      { ...limits, ...user, cwd: "/", signal: interruption },
      (_error, output, errors) => resolve({ output, errors }),
    );
  });
}

const lastLine = (text: string) => text.trim().split("\n").at(-1)?.trim().slice(0, 120) ?? "";
