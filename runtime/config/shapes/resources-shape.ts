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

/** The configuration's "linux.resources" and the whole of `update --resources`: config-linux.md, "Control groups". */
export const resourcesShape = object(() => {
  const uint32 = integer(0, 2 ** 32 - 1);
  return {
    // A number that is missing or -1 stands for all.
    devices: list(
      object(() => ({
        allow: required(boolean),
        type: oneOf("device type", ["a", "b", "c"]),
        major: integer(-1, 2 ** 32 - 1),
        minor: integer(-1, 2 ** 32 - 1),
        access: matching(/^[rwm]+$/, "composed of r, w and m"),
      })),
    ),
    // In bytes; -1: no limit.
    memory: object(() => ({
      limit: limit64,
      reservation: limit64,
      swap: limit64,
      kernel: limit64,
      kernelTCP: limit64,
      swappiness: integer(0, 100),
      disableOOMKiller: boolean,
      useHierarchy: boolean,
      checkBeforeUpdate: boolean,
    })),
    // Times in microseconds.
    cpu: object(() => ({
      shares: uint64,
      quota: int64,
      burst: uint64,
      period: uint64,
      realtimeRuntime: int64,
      realtimePeriod: uint64,
      cpus: text,
      mems: text,
      idle: integer(0, 1),
    })),
    pids: object(() => ({ limit: limit64 })),
    blockIO: blockIoShape,
    // In bytes.
    hugepageLimits: list(
      object(() => ({
        pageSize: required(matching(/^[1-9][0-9]*[KMG]B$/, 'a size as "64KB", "2MB" or "1GB"')),
        limit: required(uint64),
      })),
    ),
    network: object(() => ({
      classID: uint32,
      priorities: list(object(() => ({ name: required(text), priority: required(uint32) }))),
    })),
    rdma: record(object(() => ({ hcaHandles: uint32, hcaObjects: uint32 }))),
    unified: record(text),
  };
});

const blockIoShape = object(() => {
  const weight = integer(0, 0xffff);
  // Bytes or operations a second.
  const rates = list(
    object(() => ({
      major: required(majorNumber),
      minor: required(minorNumber),
      rate: required(uint64),
    })),
  );
  return {
    weight,
    leafWeight: weight,
    weightDevice: list(
      object(() => ({
        major: required(majorNumber),
        minor: required(minorNumber),
        weight,
        leafWeight: weight,
      })),
    ),
    throttleReadBpsDevice: rates,
    throttleWriteBpsDevice: rates,
    throttleReadIOPSDevice: rates,
    throttleWriteIOPSDevice: rates,
  };
});
