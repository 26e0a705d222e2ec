import assert from "node:assert/strict";
import { test } from "node:test";
import { mmdebstrapArguments } from "./mmdebstrap-arguments.ts";

const files = { files: "/tmp/it's/files.tar", recipe: "/tmp/recipe.tar", output: "/tmp/out" };

test("an ordinary user builds in a user namespace, root without", () => {
  assert.ok(mmdebstrapArguments(files, { isRoot: true, mirrors: [] }).includes("--mode=root"));
  assert.ok(mmdebstrapArguments(files, { isRoot: false, mirrors: [] }).includes("--mode=unshare"));
});

test("mirrors come last; without any, mmdebstrap's default is used", () => {
  const mirrors = ["deb http://mirror.example/debian/ trixie main"];
  assert.deepEqual(mmdebstrapArguments(files, { isRoot: true, mirrors }).slice(-3), [
    "trixie",
    "-",
    ...mirrors,
  ]);
  assert.deepEqual(mmdebstrapArguments(files, { isRoot: true, mirrors: [] }).slice(-2), ["trixie", "-"]);
});

test("paths with quotes reach the hooks whole", () => {
  const argv = mmdebstrapArguments(files, { isRoot: true, mirrors: [] });
  assert.ok(argv.includes(`--customize-hook=tar-in '/tmp/it'\\''s/files.tar' /`));
});
