import assert from "node:assert/strict";
import { test } from "node:test";
import { isMapped, machineUser, ownUid } from "./vm-user.ts";

test("a machine's user id is far from every account's, and as different as the machines' ids", () => {
  const uids = ["000000000000", "ffffffffffff", "0123456789ab", "0123456789ac"].map(ownUid);
  for (const uid of uids) assert.ok(uid >= 1_879_048_192 && uid < 2_147_352_576, String(uid));
  assert.equal(new Set(uids).size, 4);
});

test("where the host has no such users, a machine gets the user of all", () => {
  assert.equal(isMapped(2_000_000_000, "         0          0 4294967295\n"), true);
  const rootless = "         0       1000          1\n         1     100000      65536\n";
  assert.equal(isMapped(999, rootless), true);
  assert.equal(isMapped(65_537, rootless), false);
  assert.equal(isMapped(2_000_000_000, rootless), false);
});

test("an ordinary user's machines are that user's", () => {
  assert.equal(machineUser(undefined, { id: "0123456789ab", acceleration: "tcg" }), undefined);
});
