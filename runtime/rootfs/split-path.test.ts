import assert from "node:assert/strict";
import { test } from "node:test";
import { splitPath } from "./split-path.ts";

test("a path is a folder and a name", () => {
  assert.deepEqual(splitPath("/dev/pts"), { parent: "/dev", name: "pts" });
  assert.deepEqual(splitPath("/mnt"), { parent: "/", name: "mnt" });
});

test("slashes too many, . and .. make no difference", () => {
  assert.deepEqual(splitPath("//a/./b/../c/"), { parent: "/a", name: "c" });
  assert.deepEqual(splitPath("/../../x"), { parent: "/", name: "x" });
});

test("the root has no name", () => {
  assert.deepEqual(splitPath("/a/.."), { parent: "/", name: "" });
});
