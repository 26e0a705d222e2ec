import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceNumber } from "./device-number.ts";

test("small numbers share sixteen bits", () => {
  assert.equal(deviceNumber({ major: 1, minor: 3 }), 0x0103);
});

test("a large minor number lies around the major one", () => {
  assert.equal(deviceNumber({ major: 259, minor: 0x12345 }), 0x12310345);
});

test("the largest numbers stay positive", () => {
  assert.equal(deviceNumber({ major: 0xfff, minor: 0xfffff }), 0xffffffff);
});
