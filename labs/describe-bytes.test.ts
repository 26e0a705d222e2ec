import assert from "node:assert/strict";
import { test } from "node:test";
import { describeBytes } from "./describe-bytes.ts";

test("whole mebibytes are named, in each language's unit", () => {
  assert.deepEqual(describeBytes(67_108_864n), {
    en: "64 MiB (67108864 bytes)",
    fr: "64\u00a0Mio (67108864 octets)",
  });
});

test("anything else stays in bytes", () => {
  assert.deepEqual(describeBytes(64_000_000n), { en: "64000000 bytes", fr: "64000000 octets" });
  assert.deepEqual(describeBytes(0n), { en: "0 bytes", fr: "0 octets" });
});
