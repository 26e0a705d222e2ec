import {
  boolean,
  int64,
  integer,
  limit64,
  list,
  matching,
  object,
  oneOf,
  record,
  required,
  text,
  uint64,
} from "../rule.ts";
import { majorNumber, minorNumber } from "./device-shape.ts";

const uint32 = integer(0, 2 ** 32 - 1);

/** The configuration's "linux.resources" and the whole of `update --resources`: config-linux.md, "Control groups". */
export const resourcesShape = object(() => ({
  devices: list(deviceRuleShape),
  memory: memoryLimitsShape,
  cpu: cpuLimitsShape,
  pids: pidsLimitShape,
  blockIO: blockIoShape,
  hugepageLimits: list(hugepageLimitShape),
  network: networkClassShape,
  rdma: record(rdmaLimitShape),
  unified: record(text),
}));

/** A number that is missing or -1 stands for all. */
export const deviceRuleShape = object(() => ({
  allow: required(boolean),
  type: oneOf("device type", ["a", "b", "c"]),
  major: integer(-1, 2 ** 32 - 1),
  minor: integer(-1, 2 ** 32 - 1),
  access: matching(/^[rwm]+$/, "composed of r, w and m"),
}));

/** In bytes; -1: no limit. */
export const memoryLimitsShape = object(() => ({
  limit: limit64,
  reservation: limit64,
  swap: limit64,
  kernel: limit64,
  kernelTCP: limit64,
  swappiness: integer(0, 100),
  disableOOMKiller: boolean,
  useHierarchy: boolean,
  checkBeforeUpdate: boolean,
}));

/** Times in microseconds. */
export const cpuLimitsShape = object(() => ({
  shares: uint64,
  quota: int64,
  burst: uint64,
  period: uint64,
  realtimeRuntime: int64,
  realtimePeriod: uint64,
  cpus: text,
  mems: text,
  idle: integer(0, 1),
}));

export const pidsLimitShape = object(() => ({ limit: limit64 }));

const weight = integer(0, 0xffff);

export const weightDeviceShape = object(() => ({
  major: required(majorNumber),
  minor: required(minorNumber),
  weight,
  leafWeight: weight,
}));

/** `rate`: bytes or operations a second. */
export const throttleDeviceShape = object(() => ({
  major: required(majorNumber),
  minor: required(minorNumber),
  rate: required(uint64),
}));

export const blockIoShape = object(() => ({
  weight,
  leafWeight: weight,
  weightDevice: list(weightDeviceShape),
  throttleReadBpsDevice: list(throttleDeviceShape),
  throttleWriteBpsDevice: list(throttleDeviceShape),
  throttleReadIOPSDevice: list(throttleDeviceShape),
  throttleWriteIOPSDevice: list(throttleDeviceShape),
}));

/** `limit` in bytes. */
export const hugepageLimitShape = object(() => ({
  pageSize: required(matching(/^[1-9][0-9]*[KMG]B$/, 'a size as "64KB", "2MB" or "1GB"')),
  limit: required(uint64),
}));

export const networkClassShape = object(() => ({
  classID: uint32,
  priorities: list(object(() => ({ name: required(text), priority: required(uint32) }))),
}));

export const rdmaLimitShape = object(() => ({ hcaHandles: uint32, hcaObjects: uint32 }));
