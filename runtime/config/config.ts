import type { TypeOf } from "./rule.ts";
import type { configShape, rootShape } from "./shapes/config-shape.ts";
import type { deviceShape } from "./shapes/device-shape.ts";
import type { hookShape, hooksShape } from "./shapes/hooks-shape.ts";
import type {
  linuxNamespaceShape,
  linuxShape,
  memoryPolicyShape,
  netDeviceShape,
  personalityShape,
  timeOffsetShape,
  timeOffsetsShape,
} from "./shapes/linux-shape.ts";
import type { idMappingShape, mountShape } from "./shapes/mount-shape.ts";
import type {
  capabilitiesShape,
  consoleSizeShape,
  cpuAffinityShape,
  ioPriorityShape,
  processShape,
  rlimitShape,
  schedulerShape,
} from "./shapes/process-shape.ts";
import type {
  blockIoShape,
  cpuLimitsShape,
  deviceRuleShape,
  hugepageLimitShape,
  memoryLimitsShape,
  networkClassShape,
  pidsLimitShape,
  rdmaLimitShape,
  resourcesShape,
  throttleDeviceShape,
  weightDeviceShape,
} from "./shapes/resources-shape.ts";
import type { seccompArgumentShape, seccompRuleShape, seccompShape } from "./shapes/seccomp-shape.ts";
import type { userShape } from "./shapes/user-shape.ts";

/*
 * config.json as the runtime's code sees it once it has been checked (OCI runtime-spec 1.3, Linux). Names are those of
 * the file. A property that was null or an empty text is not there; integers of 64 bits are bigints.
 */

export interface Config extends TypeOf<typeof configShape> {}
export interface Root extends TypeOf<typeof rootShape> {}

export interface Process extends TypeOf<typeof processShape> {}
export interface User extends TypeOf<typeof userShape> {}
export interface ConsoleSize extends TypeOf<typeof consoleSizeShape> {}
export interface Capabilities extends TypeOf<typeof capabilitiesShape> {}
export interface Rlimit extends TypeOf<typeof rlimitShape> {}
export interface Scheduler extends TypeOf<typeof schedulerShape> {}
export interface IoPriority extends TypeOf<typeof ioPriorityShape> {}
export interface CpuAffinity extends TypeOf<typeof cpuAffinityShape> {}

export interface Mount extends TypeOf<typeof mountShape> {}
export interface IdMapping extends TypeOf<typeof idMappingShape> {}

export interface Hooks extends TypeOf<typeof hooksShape> {}
export interface Hook extends TypeOf<typeof hookShape> {}

export interface Linux extends TypeOf<typeof linuxShape> {}
export interface LinuxNamespace extends TypeOf<typeof linuxNamespaceShape> {}
export interface TimeOffsets extends TypeOf<typeof timeOffsetsShape> {}
export interface TimeOffset extends TypeOf<typeof timeOffsetShape> {}
export interface Device extends TypeOf<typeof deviceShape> {}
export interface NetDevice extends TypeOf<typeof netDeviceShape> {}
export interface MemoryPolicy extends TypeOf<typeof memoryPolicyShape> {}
export interface Personality extends TypeOf<typeof personalityShape> {}

export interface Seccomp extends TypeOf<typeof seccompShape> {}
export interface SeccompRule extends TypeOf<typeof seccompRuleShape> {}
export interface SeccompArgument extends TypeOf<typeof seccompArgumentShape> {}

export interface Resources extends TypeOf<typeof resourcesShape> {}
export interface DeviceRule extends TypeOf<typeof deviceRuleShape> {}
export interface MemoryLimits extends TypeOf<typeof memoryLimitsShape> {}
export interface CpuLimits extends TypeOf<typeof cpuLimitsShape> {}
export interface PidsLimit extends TypeOf<typeof pidsLimitShape> {}
export interface BlockIo extends TypeOf<typeof blockIoShape> {}
export interface WeightDevice extends TypeOf<typeof weightDeviceShape> {}
export interface ThrottleDevice extends TypeOf<typeof throttleDeviceShape> {}
export interface HugepageLimit extends TypeOf<typeof hugepageLimitShape> {}
export interface NetworkClass extends TypeOf<typeof networkClassShape> {}
export interface RdmaLimit extends TypeOf<typeof rdmaLimitShape> {}
