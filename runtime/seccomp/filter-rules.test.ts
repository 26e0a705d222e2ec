import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { Seccomp } from "../config/config.ts";
import { actionValue, filterRules } from "./filter-rules.ts";

const rulesOf = (seccomp: Seccomp) => [...filterRules(seccomp)];
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("actions have the kernel's values", () => {
  equal(actionValue("SCMP_ACT_KILL_PROCESS"), 0x80000000);
  equal(actionValue("SCMP_ACT_KILL"), 0);
  equal(actionValue("SCMP_ACT_ERRNO"), 0x00050001);
  equal(actionValue("SCMP_ACT_ERRNO", 38), 0x00050026);
  equal(actionValue("SCMP_ACT_ERRNO", 0), 0x00050000);
  equal(actionValue("SCMP_ACT_TRACE", 0xffff), 0x7ff0ffff);
  equal(actionValue("SCMP_ACT_ALLOW", 5), 0x7fff0000);
});

test("every name is a rule of its own; what the default says already is none", () => {
  const rules = rulesOf({
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: 38,
    syscalls: [
      { names: ["read", "write"], action: "SCMP_ACT_ALLOW" },
      { names: ["mount"], action: "SCMP_ACT_ERRNO", errnoRet: 38 },
      { names: ["umount2"], action: "SCMP_ACT_ERRNO" },
    ],
  });
  deepEqual(
    rules.map(({ index, name, action, conditionCount }) => [index, name, action, conditionCount]),
    [
      [0, "read", 0x7fff0000, 0],
      [0, "write", 0x7fff0000, 0],
      [2, "umount2", 0x00050001, 0],
    ],
  );
});

test("conditions on different arguments hold together", () => {
  const [rule, ...others] = rulesOf({
    defaultAction: "SCMP_ACT_ALLOW",
    syscalls: [
      {
        names: ["socket"],
        action: "SCMP_ACT_ERRNO",
        args: [
          { index: 0, op: "SCMP_CMP_EQ", value: 16n },
          { index: 2, op: "SCMP_CMP_MASKED_EQ", value: 0xffff_ffff_0000_0001n, valueTwo: 1n },
        ],
      },
    ],
  });
  equal(others.length, 0);
  equal(rule?.conditionCount, 2);
  equal(
    hex(rule?.conditions ?? new Uint8Array()),
    "00000000" +
      "04000000" +
      "1000000000000000" +
      "0000000000000000" +
      "02000000" +
      "07000000" +
      "01000000ffffffff" +
      "0100000000000000",
  );
});

test("of several conditions on one argument each is enough", () => {
  const rules = rulesOf({
    defaultAction: "SCMP_ACT_ERRNO",
    syscalls: [
      {
        names: ["personality", "clone"],
        action: "SCMP_ACT_ALLOW",
        args: [
          { index: 0, op: "SCMP_CMP_EQ", value: 0n },
          { index: 0, op: "SCMP_CMP_EQ", value: 8n },
          { index: 1, op: "SCMP_CMP_EQ", value: 9n },
        ],
      },
    ],
  });
  deepEqual(
    rules.map(({ name, conditionCount, conditions }) => [name, conditionCount, conditions[0], conditions[8]]),
    [
      ["personality", 1, 0, 0],
      ["personality", 1, 0, 8],
      ["personality", 1, 1, 9],
      ["clone", 1, 0, 0],
      ["clone", 1, 0, 8],
      ["clone", 1, 1, 9],
    ],
  );
});
