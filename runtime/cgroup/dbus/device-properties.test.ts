import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceRule as ConfigRule } from "../../config/config.ts";
import { parseDeviceRules } from "../devices/device-rule.ts";
import { deviceProperties } from "./device-properties.ts";

const denyAll: ConfigRule = { allow: false, access: "rwm" };
const allowed = (...rules: ConfigRule[]) =>
  Object.fromEntries(deviceProperties(parseDeviceRules(rules)).map(([name, { value }]) => [name, value]));

test("an allow list is told to systemd", () => {
  assert.deepEqual(
    allowed(
      { allow: true, type: "b", access: "r" },
      denyAll,
      { allow: true, type: "c", major: 1, minor: 3, access: "rw" },
      { allow: true, type: "b", major: 8, access: "r" },
      { allow: true, type: "a", access: "m" },
      { allow: false, type: "c", major: 9, access: "r" },
    ),
    {
      DevicePolicy: "strict",
      DeviceAllow: [
        ["/dev/char/1:3", "rw"],
        ["block-8", "r"],
        ["block-*", "m"],
        ["char-*", "m"],
      ],
    },
  );
});

test("what no allow list can say is left to our own program", () => {
  assert.deepEqual(allowed({ allow: true, access: "rwm" }), {});
  assert.deepEqual(allowed(denyAll, { allow: true, type: "c", minor: 3, access: "r" }), {});
  const hole: ConfigRule = { allow: false, type: "c", major: 1, minor: 7, access: "w" };
  assert.deepEqual(allowed(denyAll, { allow: true, type: "c", major: 1, access: "rw" }, hole), {});
});
