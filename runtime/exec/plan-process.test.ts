import assert from "node:assert/strict";
import { test } from "node:test";
import type { Process } from "../config/config.ts";
import { planProcess } from "./plan-process.ts";

const own: Process = {
  terminal: true,
  consoleSize: { height: 24, width: 80 },
  cwd: "/home",
  args: ["init"],
  env: ["A=1"],
  user: { uid: 7, gid: 8, additionalGids: [9] },
  noNewPrivileges: true,
  capabilities: { bounding: ["CAP_CHOWN"], effective: ["CAP_CHOWN"], permitted: ["CAP_CHOWN"] },
};
const nothing = { args: ["sh"], env: [], additionalGids: [], capabilities: [] };
const plan = (changes: object) => planProcess(own, { ...nothing, ...changes });

test("what is not changed is the container's, but never its terminal", () => {
  const { consoleSize: _, ...rest } = own;
  assert.deepEqual(plan({}), { ...rest, args: ["sh"], terminal: false });
});

test("environment and groups are added to, the rest replaced", () => {
  const process = plan({ env: ["B=2"], additionalGids: [10], cwd: "/tmp", hasTerminal: true, user: "1:2" });
  assert.deepEqual(process.env, ["A=1", "B=2"]);
  assert.deepEqual(process.user, { uid: 1, gid: 2, additionalGids: [9, 10] });
  assert.deepEqual([process.cwd, process.terminal], ["/tmp", true]);
});

test("a user without a group keeps the container's; one that is no number is refused", () => {
  assert.deepEqual(plan({ user: "1" }).user, { uid: 1, gid: 8, additionalGids: [9] });
  for (const user of ["root", "1:", ":1", "1:2:3", "-1"])
    assert.throws(() => plan({ user }), /must be uid or uid:gid/);
});

test("numbers that no user or group can have, and for which the kernel would let it stay root, are refused", () => {
  assert.equal(plan({ user: "4294967294" }).user.uid, 4_294_967_294);
  for (const user of ["4294967295", "99999999999", "0:4294967295"])
    assert.throws(() => plan({ user }), /--user \d+: must be from 0 to 4294967294/);
  for (const gid of [-1, 4_294_967_295])
    assert.throws(() => plan({ additionalGids: [gid] }), /--additional-gids -?\d+: must be from 0/);
});

test("a directory must be absolute, a variable must have a value", () => {
  assert.throws(() => plan({ cwd: "tmp" }), /--cwd tmp: must be an absolute path/);
  for (const entry of ["A", "=1"])
    assert.throws(() => plan({ env: [entry] }), /--env .*: must have the form/);
  assert.deepEqual(plan({ env: ["A="] }).env, ["A="]);
});

test("no_new_privs follows the option both ways", () => {
  assert.equal(plan({}).noNewPrivileges, true);
  assert.equal(plan({ noNewPrivileges: false }).noNewPrivileges, false);
});

test("a capability is added to three sets, and to the ambient one only where some are inheritable", () => {
  const caps = ["CAP_CHOWN", "CAP_KILL"];
  const { capabilities } = plan({ capabilities: ["CAP_KILL"] });
  assert.deepEqual(capabilities, { bounding: caps, effective: caps, permitted: caps });
  const inheriting = planProcess(
    { ...own, capabilities: { ...own.capabilities, inheritable: ["CAP_CHOWN"] } },
    { ...nothing, capabilities: ["CAP_KILL"] },
  );
  assert.deepEqual(inheriting.capabilities?.ambient, ["CAP_KILL"]);
});
