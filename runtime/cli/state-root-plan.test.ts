import assert from "node:assert/strict";
import { test } from "node:test";
import { isMapped, planStateRoot } from "./state-root-plan.ts";

const root = { uid: 0, isInUserNamespace: false, runtimeDirectory: "/run/user/0", user: "root" };

test("the host's root has its state in /run, whatever its session says", () => {
  assert.deepEqual(planStateRoot(root), { root: "/run/cloison", isUsersOwn: false });
});

test("a user has it in the folder of the session", () => {
  const facts = { ...root, uid: 1000, runtimeDirectory: "/run/user/1000", user: "ada" };
  assert.deepEqual(planStateRoot(facts), { root: "/run/user/1000/cloison", isUsersOwn: true });
  assert.equal(planStateRoot({ ...facts, runtimeDirectory: undefined }).root, "/run/cloison");
  assert.equal(planStateRoot({ ...facts, runtimeDirectory: "" }).root, "/run/cloison");
});

test("a user who is root in a user namespace only is a user, unless it calls itself root", () => {
  const facts = { ...root, isInUserNamespace: true, runtimeDirectory: "/run/user/1000" };
  assert.equal(planStateRoot({ ...facts, user: "ada" }).root, "/run/user/1000/cloison");
  assert.equal(planStateRoot({ ...facts, user: undefined }).root, "/run/user/1000/cloison");
  assert.equal(planStateRoot(facts).root, "/run/cloison");
});

test("only the first user namespace maps every user to itself", () => {
  assert.equal(isMapped("         0          0 4294967295\n"), false);
  assert.equal(isMapped("         0       1000          1\n         1     100000      65536\n"), true);
  assert.equal(isMapped(""), true);
});
