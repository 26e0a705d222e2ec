import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIdMap } from "./parse-id-map.ts";
import { readFixture } from "./read-fixture.ts";

test("the first user namespace maps every id to itself", () => {
  const whole = [{ insideStart: 0, outsideStart: 0, count: 4_294_967_295 }];
  assert.deepEqual(parseIdMap(readFixture("proc/init/uid_map")), whole);
  assert.deepEqual(parseIdMap(readFixture("proc/init/gid_map")), whole);
});

test("a map of several runs is read in order", () => {
  assert.deepEqual(parseIdMap(readFixture("proc/mapped-user/uid_map")), [
    { insideStart: 0, outsideStart: 100_000, count: 65_536 },
    { insideStart: 65_536, outsideStart: 5, count: 1 },
  ]);
  assert.deepEqual(parseIdMap(readFixture("proc/mapped-user/gid_map")), [
    { insideStart: 0, outsideStart: 100_000, count: 65_536 },
  ]);
});

test("a new user namespace maps nothing", () => {
  assert.deepEqual(parseIdMap(readFixture("proc/unmapped-user/uid_map")), []);
});

test("a malformed line is refused", () => {
  for (const text of ["\n", "0 0\n", "0 0 1 1\n", "0 0 x\n", "0 0 4294967296\n"])
    assert.throws(() => parseIdMap(text), /^Error: Cannot parse an id map: /);
});
