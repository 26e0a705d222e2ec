import { hooksShape } from "../config/shapes/hooks-shape.ts";
import { linuxShape, memoryPolicyShape } from "../config/shapes/linux-shape.ts";
import { seccompShape } from "../config/shapes/seccomp-shape.ts";
import { capabilityNumbers } from "../process/capability-numbers.ts";
import { knownMountOptions } from "../rootfs/mount-options.ts";
import { specificationVersion } from "../version.ts";
import { namesInShape } from "./names-in-shape.ts";

const enabled = { enabled: true };

/**
 * What the runtime can do with config.json (features.md and features-linux.md of the specification). Names come from the
 * tables that config.json is checked by, so that none is promised that is refused.
 */
export function featuresStructure() {
  const seccompFlags = namesInShape(seccompShape, "flags");
  return {
    ociVersionMin: "1.0.0",
    ociVersionMax: specificationVersion,
    hooks: namesInShape(hooksShape),
    mountOptions: knownMountOptions(),
    linux: {
      namespaces: namesInShape(linuxShape, "namespaces", "type"),
      capabilities: Object.keys(capabilityNumbers),
      cgroup: { v1: false, v2: true, systemd: true, systemdUser: true, rdma: true },
      seccomp: {
        enabled: true,
        actions: namesInShape(seccompShape, "syscalls", "action"),
        operators: namesInShape(seccompShape, "syscalls", "args", "op"),
        archs: namesInShape(seccompShape, "architectures"),
        knownFlags: seccompFlags,
        supportedFlags: seccompFlags,
      },
      apparmor: enabled,
      selinux: enabled,
      intelRdt: { enabled: false },
      memoryPolicy: {
        modes: namesInShape(memoryPolicyShape, "mode"),
        flags: namesInShape(memoryPolicyShape, "flags"),
      },
      mountExtensions: { idmap: enabled },
      netDevices: enabled,
    },
    annotations: { "org.opencontainers.runc.checkpoint.enabled": "true" },
    potentiallyUnsafeConfigAnnotations: ["org.systemd.property."],
  };
}
