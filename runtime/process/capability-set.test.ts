import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { capabilityNumbers } from "./capability-numbers.ts";
import { CapabilitySet, capabilityHeader, decodeCapabilities, encodeCapabilities } from "./capability-set.ts";

const setOf = (...names: string[]) => CapabilitySet.of(names, new Set());

test("names become bits of two words; the last bit of the first one makes no negative number", () => {
  const set = setOf("CAP_CHOWN", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_CHECKPOINT_RESTORE");
  equal(set.low, 0x80000001);
  equal(set.high, 0x101);
  deepEqual(set.names(), ["CAP_CHOWN", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_CHECKPOINT_RESTORE"]);
});

test("what names no capability is told, also when it is a name of every object", () => {
  const unknown = new Set<string>();
  const set = CapabilitySet.of(["CAP_KILL", "CAP_NOTHING", "kill", "constructor", "CAP_NOTHING"], unknown);
  deepEqual(set.names(), ["CAP_KILL"]);
  deepEqual([...unknown], ["CAP_NOTHING", "kill", "constructor"]);
});

test("the numbers have no gap and no double", () => {
  const numbers = Object.values(capabilityNumbers);
  deepEqual(
    numbers,
    numbers.map((_, index) => index),
  );
});

test("intersection and union", () => {
  const one = setOf("CAP_KILL", "CAP_BPF", "CAP_SETFCAP");
  const other = setOf("CAP_BPF", "CAP_SETFCAP", "CAP_SYSLOG");
  deepEqual(one.and(other).names(), ["CAP_SETFCAP", "CAP_BPF"]);
  deepEqual(one.or(other).names(), ["CAP_KILL", "CAP_SETFCAP", "CAP_SYSLOG", "CAP_BPF"]);
});

test("the structures of capset", () => {
  deepEqual(capabilityHeader(), Uint8Array.of(0x22, 0x05, 0x08, 0x20, 0, 0, 0, 0));
  const sets = {
    effective: setOf("CAP_CHOWN"),
    permitted: setOf("CAP_DAC_OVERRIDE", "CAP_PERFMON"),
    inheritable: setOf("CAP_FOWNER", "CAP_SYSLOG"),
  };
  const bytes = encodeCapabilities(sets);
  equal(
    Buffer.from(bytes).toString("hex"),
    "01000000" + "02000000" + "08000000" + "00000000" + "40000000" + "04000000",
  );
  deepEqual(decodeCapabilities(bytes), sets);
});
