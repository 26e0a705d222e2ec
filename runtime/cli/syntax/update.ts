import type { Syntax } from "../syntax.ts";

export const updateSyntax = {
  name: "update",
  options: {
    resources: { kind: "text", short: "r" },
    "blkio-weight": { kind: "integer" },
    "cpu-period": { kind: "text" },
    "cpu-quota": { kind: "text" },
    "cpu-burst": { kind: "text" },
    "cpu-share": { kind: "text" },
    "cpu-rt-period": { kind: "text" },
    "cpu-rt-runtime": { kind: "text" },
    "cpu-idle": { kind: "text" },
    "cpuset-cpus": { kind: "text" },
    "cpuset-mems": { kind: "text" },
    memory: { kind: "text" },
    "memory-reservation": { kind: "text" },
    "memory-swap": { kind: "text" },
    "kernel-memory": { kind: "text" },
    "kernel-memory-tcp": { kind: "text" },
    "pids-limit": { kind: "integer" },
    "l3-cache-schema": { kind: "text" },
    "mem-bw-schema": { kind: "text" },
  },
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
