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
  namespaces: list(
    object(() => ({
      type: required(
        oneOf("namespace type", ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"]),
      ),
      path: absolutePath,
    })),
  ),
  uidMappings: list(idMappingShape),
  gidMappings: list(idMappingShape),
  timeOffsets: object(() => {
    const offset = object(() => ({ secs: int64, nanosecs: integer(0, 999_999_999) }));
    return { boottime: offset, monotonic: offset };
  }),
  devices: list(deviceShape),
  netDevices: record(object(() => ({ name: text }))),
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
  // personality(2). The specification knows no flags yet.
  personality: object(() => ({
    domain: required(oneOf("personality domain", ["LINUX", "LINUX32"])),
    flags: list(oneOf("personality flag", [])),
  })),
}));

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
