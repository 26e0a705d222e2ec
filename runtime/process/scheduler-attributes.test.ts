import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { schedulerAttributes } from "./scheduler-attributes.ts";

/** Bytes in hexadecimal, blanks for reading. */
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));

test("a policy alone", () => {
  deepEqual(
    schedulerAttributes({ policy: "SCHED_BATCH", nice: -5 }),
    hex(`38000000 03000000 0000000000000000 fbffffff 00000000 ${"0".repeat(64)}`),
  );
});

test("everything, as the C compiler lays it out", () => {
  deepEqual(
    schedulerAttributes({
      policy: "SCHED_DEADLINE",
      flags: ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_UTIL_CLAMP_MAX"],
      nice: 19,
      priority: 99,
      runtime: 10_000_000n,
      deadline: 0x1122_3344_5566_7788n,
      period: 40_000_000n,
    }),
    hex(`38000000 06000000 4500000000000000 13000000 63000000
         8096980000000000 8877665544332211 005a620200000000 0000000000000000`),
  );
});
