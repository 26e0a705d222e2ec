import type { updateSyntax } from "../cli/syntax/update.ts";
import type { OptionValues } from "../cli/syntax.ts";
import type { CpuLimits, MemoryLimits, Resources } from "../config/config.ts";
import { parseSize } from "./parse-size.ts";

type UpdateOptions = Partial<OptionValues<typeof updateSyntax>>;

/** What the options of `update` ask for, in the words of config.json. Throws on a value that is none. */
export function updateResources(options: UpdateOptions): Resources {
  const resources: Resources = {};
  const cpu: CpuLimits = {};
  const memory: MemoryLimits = {};
  for (const [option, field, least] of [
    ["cpu-share", "shares", 0n],
    ["cpu-quota", "quota", -(2n ** 63n)],
    ["cpu-period", "period", 0n],
    ["cpu-burst", "burst", 0n],
    ["cpu-rt-period", "realtimePeriod", 0n],
    ["cpu-rt-runtime", "realtimeRuntime", -(2n ** 63n)],
  ] as const) {
    const text = options[option];
    if (text) cpu[field] = wholeNumber(option, text, least);
  }
  const { "cpuset-cpus": cpus, "cpuset-mems": mems, "cpu-idle": idle } = options;
  if (idle) cpu.idle = Number(wholeNumber("cpu-idle", idle, 0n));
  if (cpus) cpu.cpus = cpus;
  if (mems) cpu.mems = mems;
  for (const [option, field] of [
    ["memory", "limit"],
    ["memory-reservation", "reservation"],
    ["memory-swap", "swap"],
  ] as const) {
    const text = options[option];
    if (text) memory[field] = size(option, text);
  }
  if (Object.keys(cpu).length > 0) resources.cpu = cpu;
  if (Object.keys(memory).length > 0) resources.memory = memory;
  const { "blkio-weight": weight, "pids-limit": pids } = options;
  if (weight) resources.blockIO = { weight };
  if (pids !== undefined) resources.pids = { limit: BigInt(pids) };
  return resources;
}

function wholeNumber(option: string, text: string, least: bigint): bigint {
  if (/^-?[0-9]+$/.test(text) && BigInt(text) >= least) return BigInt(text);
  throw new Error(
    `invalid value for ${option}: ${JSON.stringify(text)} is no whole number of ${least} or more`,
  );
}

function size(option: string, text: string): bigint {
  const bytes = text === "-1" ? -1n : parseSize(text);
  if (bytes === undefined)
    throw new Error(
      `invalid value for ${option}: ${JSON.stringify(text)} is no size as 512k, 64m or 1.5g, nor -1`,
    );
  return bytes;
}
