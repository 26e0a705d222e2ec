import assert from "node:assert/strict";
import { test } from "node:test";
import { knownMountOptions, readMountOptions } from "./mount-options.ts";

test("flags, and what belongs to the file system", () => {
  const { flags, data, isBind } = readMountOptions(["nosuid", "noexec", "mode=755", "size=64m", "ro"]);
  assert.equal(flags, 2 | 8 | 1);
  assert.equal(data, "mode=755,size=64m");
  assert.equal(isBind, false);
});

test("the later of two contrary options counts", () => {
  assert.equal(readMountOptions(["ro", "rw"]).flags, 0);
  assert.deepEqual(readMountOptions(["rbind", "ro", "rw"]).attributes, { set: 0, clear: 1 });
  assert.deepEqual(readMountOptions(["rbind", "rw", "ro"]).attributes, { set: 1, clear: 0 });
});

test("a bind mount knows its attributes, and those of its tree", () => {
  const options = readMountOptions(["rbind", "nodev", "rro", "rnoatime", "rprivate"]);
  assert.ok(options.isBind && options.isRecursive);
  assert.deepEqual(options.attributes, { set: 4, clear: 0 });
  assert.deepEqual(options.recursiveAttributes, { set: 0x11, clear: 0x70 });
  assert.deepEqual(options.propagation, [0x44000]);
});

test("the access time is one field: a new value clears the old", () => {
  assert.deepEqual(readMountOptions(["bind", "noatime", "strictatime"]).attributes, {
    set: 0x20,
    clear: 0x70,
  });
  assert.deepEqual(readMountOptions(["bind", "noatime", "relatime"]).attributes, { set: 0, clear: 0x70 });
});

test("options that no mount call knows are our own", () => {
  const options = readMountOptions(["tmpcopyup", "ridmap"]);
  assert.ok(options.copiesUp);
  assert.equal(options.idMap, "tree");
  assert.equal(options.data, "");
});

test("names of JavaScript's own objects are data like others", () => {
  assert.equal(readMountOptions(["constructor", "__proto__"]).data, "constructor,__proto__");
});

test("features lists each option once", () => {
  const options = knownMountOptions();
  assert.equal(new Set(options).size, options.length);
  for (const option of ["rro", "rbind", "runbindable", "rstrictatime", "tmpcopyup"])
    assert.ok(options.includes(option));
});
