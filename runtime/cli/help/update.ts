import { updateSyntax } from "../syntax/update.ts";
import type { HelpPage } from "./help-page.ts";

export const updateHelp: HelpPage<typeof updateSyntax> = {
  syntax: updateSyntax,
  summary: "change the limits of a container",
  operands: "ID",
  description: [
    "Changes limits of a container's cgroup while it runs. What is not named stays as it is.",
    "SIZE is a number of bytes, or has a unit: 512k, 64m, 1.5g. -1 is no limit.",
  ],
  options: {
    resources: [
      "FILE",
      "Take the limits from this file, or from standard input if it is -: JSON, as linux.resources of config.json. The other options are ignored.",
    ],
    "blkio-weight": ["WEIGHT", "Share of disk time against other cgroups, 10 to 1000."],
    "cpu-period": ["US", "Length of the period that the quota is for, in microseconds."],
    "cpu-quota": ["US", "CPU time in each period, in microseconds. -1: no limit."],
    "cpu-burst": ["US", "CPU time saved from earlier periods that one may use, in microseconds."],
    "cpu-share": ["SHARES", "Share of CPU time against other cgroups, 2 to 262144."],
    "cpu-rt-period": ["US", "Period for real-time processes. cgroup v2 has none: refused."],
    "cpu-rt-runtime": ["US", "Time for real-time processes. cgroup v2 has none: refused."],
    "cpu-idle": ["0|1", "1: run only when no other cgroup wants the CPU."],
    "cpuset-cpus": ["LIST", "CPUs that may be used, as 0-3,7."],
    "cpuset-mems": ["LIST", "Memory nodes that may be used, as 0,1."],
    memory: ["SIZE", "Limit of memory."],
    "memory-reservation": ["SIZE", "Memory that is taken from others first when it is short."],
    "memory-swap": ["SIZE", "Limit of memory and swap together."],
    "kernel-memory": ["SIZE", "Ignored: the kernel has no such limit any more."],
    "kernel-memory-tcp": ["SIZE", "Ignored: the kernel has no such limit any more."],
    "pids-limit": ["N", "Most processes and threads at a time. -1: no limit."],
    "l3-cache-schema": ["SCHEMA", "Share of the processor's L3 cache (Intel RDT)."],
    "mem-bw-schema": ["SCHEMA", "Share of the memory bandwidth (Intel RDT)."],
  },
  examples: [
    ["Limit a container to 64 MiB", "cloison update --memory 64m box1"],
    ["Give it half a CPU", "cloison update --cpu-quota 50000 --cpu-period 100000 box1"],
    ["The same as JSON", `echo '{"cpu":{"quota":50000}}' | cloison update -r - box1`],
  ],
};
