import assert from "node:assert/strict";
import { test } from "node:test";
import { getSystemErrorMap } from "node:util";
import { Errno } from "../../sys/errno.ts";
import { explainErrorNames } from "./explain-error-names.ts";

test("an error's name is followed by what it means, once", () => {
  const message = "Cannot open /x: openat: ENOENT (no such file or directory)";
  assert.equal(explainErrorNames("Cannot open /x: openat: ENOENT"), message);
  assert.equal(explainErrorNames(message), message);
  assert.equal(explainErrorNames("EPERM, EVERYTHING"), "EPERM (operation not permitted), EVERYTHING");
});

test("the meanings are the usual ones", () => {
  const usual = new Map([...getSystemErrorMap().values()]);
  for (const name of Object.keys(Errno)) {
    const words = usual.get(name);
    const found = /\((.*)\)/.exec(explainErrorNames(name))?.[1];
    if (words !== undefined && found !== undefined) assert.equal(found, words, name);
  }
  for (const name of ["ENOENT", "EACCES", "EPERM", "ENOTDIR"]) assert.match(explainErrorNames(name), / \(/);
});
