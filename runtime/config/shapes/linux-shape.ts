import {
  absolutePath,
  int64,
  integer,
  list,
  object,
  oneOf,
  record,
  required,
  text,
  unsupported,
} from "../rule.ts";
import { deviceShape } from "./device-shape.ts";
import { idMappingShape } from "./mount-shape.ts";
import { resourcesShape } from "./resources-shape.ts";
import { seccompShape } from "./seccomp-shape.ts";

/** config-linux.md. */
export const linuxShape = object(() => ({
  namespaces: list(linuxNamespaceShape),
  uidMappings: list(idMappingShape),
  gidMappings: list(idMappingShape),
  timeOffsets: timeOffsetsShape,
  devices: list(deviceShape),
  netDevices: record(netDeviceShape),
  cgroupsPath: text,
  resources: resourcesShape,
  intelRdt: unsupported("this runtime does not manage resctrl; remove the property"),
  memoryPolicy: memoryPolicyShape,
  sysctl: record(text),
  seccomp: seccompShape,
  // The names with an r, though not in the specification, are what docker and podman write.
  rootfsPropagation: oneOf("mount propagation", [
    "private",
    "rprivate",
    "shared",
    "rshared",
    "slave",
    "rslave",
    "unbindable",
    "runbindable",
  ]),
  maskedPaths: list(absolutePath),
  readonlyPaths: list(absolutePath),
  mountLabel: text,
  personality: personalityShape,
}));

export const linuxNamespaceShape = object(() => ({
  type: required(
    oneOf("namespace type", ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"]),
  ),
  path: absolutePath,
}));

export const timeOffsetShape = object(() => ({ secs: int64, nanosecs: integer(0, 999_999_999) }));
export const timeOffsetsShape = object(() => ({ boottime: timeOffsetShape, monotonic: timeOffsetShape }));

export const netDeviceShape = object(() => ({ name: text }));

/** set_mempolicy(2). */
export const memoryPolicyShape = object(() => ({
  mode: required(
    oneOf("memory policy mode", [
      "MPOL_DEFAULT",
      "MPOL_BIND",
      "MPOL_INTERLEAVE",
      "MPOL_WEIGHTED_INTERLEAVE",
      "MPOL_PREFERRED",
      "MPOL_PREFERRED_MANY",
      "MPOL_LOCAL",
    ]),
  ),
  nodes: text,
  flags: list(
    oneOf("memory policy flag", ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"]),
  ),
}));

/** personality(2). The specification knows no flags yet. */
export const personalityShape = object(() => ({
  domain: required(oneOf("personality domain", ["LINUX", "LINUX32"])),
  flags: list(oneOf("personality flag", [])),
}));
