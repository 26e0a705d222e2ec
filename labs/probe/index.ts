/** Readers of /proc and of cgroup v2 files: what checks and later views of a machine are made of. */
export * from "./capability-names.ts";
export * from "./parse-cgroup-limit.ts";
export * from "./parse-cgroup-membership.ts";
export * from "./parse-cgroup-processes.ts";
export * from "./parse-controllers.ts";
export * from "./parse-cpu-max.ts";
export * from "./parse-flat-keyed.ts";
export * from "./parse-id-map.ts";
export * from "./parse-io-max.ts";
export * from "./parse-linux-namespace-link.ts";
export * from "./parse-mountinfo.ts";
export * from "./parse-pressure.ts";
export * from "./parse-status.ts";
export * from "./probe.ts";
