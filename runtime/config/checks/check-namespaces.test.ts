import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (linux: object) => refusalOf({ linux });
const mappings = [{ containerID: 0, hostID: 1000, size: 10 }];

test("each kind is listed once", () => {
  const all = ["pid", "network", "mount", "ipc", "uts", "cgroup", "time"].map((type) => ({ type }));
  assert.equal(refusal({ namespaces: all }), undefined);
  assert.equal(
    refusal({ namespaces: [{ type: "pid" }, { type: "ipc" }, { type: "pid", path: "/proc/1/ns/pid" }] }),
    'linux.namespaces[2].type: "pid" is listed twice',
  );
  assert.match(
    refusal({ namespaces: [{ type: "net" }] }) ?? "",
    /^linux\.namespaces\[0\]\.type: invalid namespace/,
  );
});

test("a path is absolute; an empty one is none", () => {
  assert.equal(refusal({ namespaces: [{ type: "pid", path: "" }] }), undefined);
  assert.match(
    refusal({ namespaces: [{ type: "pid", path: "ns" }] }) ?? "",
    /^linux\.namespaces\[0\]\.path: /,
  );
});

test("a new user namespace has both mappings or none, and mappings a user namespace", () => {
  const user = [{ type: "user" }];
  assert.equal(refusal({ namespaces: user, uidMappings: mappings, gidMappings: mappings }), undefined);
  assert.equal(refusal({ namespaces: user }), undefined, "every id is itself");
  assert.match(
    refusal({ namespaces: user, uidMappings: mappings }) ?? "",
    /^linux\.uidMappings: is given alone/,
  );
  assert.match(
    refusal({ namespaces: user, gidMappings: mappings }) ?? "",
    /^linux\.gidMappings: is given alone/,
  );
  assert.match(refusal({ gidMappings: mappings }) ?? "", /^linux\.gidMappings: needs a "user" entry/);
  assert.equal(refusal({ uidMappings: [], gidMappings: null }), undefined);
});

test("a joined user namespace needs no mappings, and may have them", () => {
  const joined = [{ type: "user", path: "/proc/1/ns/user" }];
  assert.equal(refusal({ namespaces: joined }), undefined);
  assert.equal(refusal({ namespaces: joined, uidMappings: mappings, gidMappings: mappings }), undefined);
});

test("offsets are those of a new time namespace", () => {
  const timeOffsets = { monotonic: { secs: -5, nanosecs: 999_999_999 }, boottime: { secs: 3 } };
  const time = { type: "time" };
  assert.equal(refusal({ namespaces: [time], timeOffsets }), undefined);
  assert.equal(refusal({ namespaces: [time], timeOffsets: null }), undefined);
  assert.equal(refusal({ timeOffsets }), 'linux.timeOffsets: needs a "time" entry in linux.namespaces');
  assert.match(
    refusal({ namespaces: [{ ...time, path: "/proc/1/ns/time" }], timeOffsets }) ?? "",
    /^linux\.timeOffsets: cannot be set for a time namespace that is joined/,
  );
  assert.match(
    refusal({ namespaces: [time], timeOffsets: { realtime: { secs: 1 } } }) ?? "",
    /^linux\.timeOffsets\.realtime: is no clock with an offset/,
  );
  assert.match(
    refusal({ namespaces: [time], timeOffsets: { boottime: { nanosecs: 1e9 } } }) ?? "",
    /^linux\.timeOffsets\.boottime\.nanosecs: must be an integer from 0 to 999999999/,
  );
});

test("paths are hidden in a mount namespace only", () => {
  for (const property of ["maskedPaths", "readonlyPaths"]) {
    assert.equal(refusal({ [property]: ["/proc/kcore"] }), undefined);
    assert.equal(refusal({ namespaces: [], [property]: [] }), undefined);
    assert.equal(
      refusal({ namespaces: [], [property]: ["/proc/kcore"] }),
      `linux.${property}: needs a "mount" entry in linux.namespaces`,
    );
    assert.match(refusal({ [property]: ["proc"] }) ?? "", /\[0\]: must be an absolute path/);
  }
});
