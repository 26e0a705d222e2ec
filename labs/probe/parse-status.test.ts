import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { parseStatus } from "./parse-status.ts";
import { listFixtures, readFixture } from "./read-fixture.ts";

const all = 0x1ff_ffff_ffffn;
const status = (state: string) => parseStatus(readFixture(`proc/${state}/status`));

test("process 1 is read whole", () => {
  const { residentBytes, ...init } = status("init");
  assert.ok(residentBytes !== undefined && residentBytes > 1024n ** 2n);
  assert.deepEqual(init, {
    name: "systemd",
    state: "S",
    pid: 1,
    parentPid: 0,
    uids: { real: 0, effective: 0, saved: 0, filesystem: 0 },
    gids: { real: 0, effective: 0, saved: 0, filesystem: 0 },
    groups: [],
    innerPids: [1],
    threads: 1,
    capabilities: { inheritable: 0n, permitted: all, effective: all, bounding: all, ambient: 0n },
    noNewPrivileges: false,
    seccomp: "disabled",
  });
});

test("a user with one ambient capability is seen as such", () => {
  const { uids, gids, groups, capabilities, noNewPrivileges } = status("ambient-capability");
  assert.deepEqual(uids, { real: 65534, effective: 65534, saved: 65534, filesystem: 65534 });
  assert.deepEqual(gids, uids);
  assert.deepEqual(groups, [4, 20, 65533]);
  assert.deepEqual(capabilities, {
    inheritable: 0x2000n,
    permitted: 0x2000n,
    effective: 0x2000n,
    bounding: 0x2020n,
    ambient: 0x2000n,
  });
  assert.equal(noNewPrivileges, true);
});

test("a process has a pid in each PID namespace that it is seen from", () => {
  const { pid, innerPids } = status("unmapped-user");
  assert.deepEqual(innerPids, [pid, 1]);
});

test("a zombie has no memory, but all else", () => {
  const zombie = status("zombie-in-removed-cgroup");
  assert.equal(zombie.state, "Z");
  assert.equal(zombie.residentBytes, undefined);
  assert.equal(zombie.capabilities.bounding, all);
});

test("a name cannot pose as other fields", () => {
  const hostile = status("hostile-name");
  assert.equal(hostile.name, "a\nPid:\t1\\");
  assert.notEqual(hostile.pid, 1);
});

test("the kernel under this test is understood too", () => {
  assert.equal(parseStatus(readFileSync("/proc/self/status", "utf8")).pid, process.pid);
});

test("a field that is missing, repeated or malformed is named", () => {
  const text = readFixture("proc/init/status");
  assert.throws(() => parseStatus(text.replace("CapEff:", "CapXyz:")), /the field CapEff is missing/);
  assert.throws(() => parseStatus(`${text}Pid:\t2\n`), /the field Pid is there twice/);
  assert.throws(() => parseStatus(text.replace(/CapEff:\t0/, "CapEff:\tg")), /CapEff: 16 hexadecimal digits/);
  assert.throws(() => parseStatus(text.replace(/Uid:.*/, "Uid:\t0\t0")), /Uid: four numbers/);
  assert.throws(() => parseStatus(text.replace(/Seccomp:\t0/, "Seccomp:\t9")), /Seccomp: unknown mode 9/);
  assert.throws(() => parseStatus(text.replace(/(VmRSS:.*) kB/, "$1 MB")), /VmRSS: a number of kB/);
  assert.throws(() => parseStatus(""), /the field \w+ is missing/);
});

test("whatever is cut out of a real file, it is read or refused with a reason", () => {
  const states = listFixtures("proc").filter((state) => listFixtures(`proc/${state}`).includes("status"));
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.nat(2000), fc.nat(200), (state, from, length) => {
      const text = readFixture(`proc/${state}/status`);
      try {
        const { name } = parseStatus(text.slice(0, from) + text.slice(from + length));
        assert.equal(typeof name, "string");
      } catch (error) {
        assert.match(String(error), /^Error: Cannot parse status: /);
      }
    }),
  );
});
