import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { cached, cacheKey } from "./cached.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cloison-cache-"));
  process.env.CLOISON_CACHE = folder;
});

afterEach(() => {
  delete process.env.CLOISON_CACHE;
  rmSync(folder, { recursive: true });
});

const write = (text: string) => async (path: string) => writeFileSync(join(path, "thing"), text);

test("builds once for the same inputs, and anew when one changes", async () => {
  const first = await cached("thing", [{ value: 1 }], write("one"));
  const again = await cached("thing", [{ value: 1 }], write("never"));
  const other = await cached("thing", [{ value: 2 }], write("two"));
  assert.deepEqual([first.built, again.built, other.built], [true, false, true]);
  assert.equal(again.folder, first.folder);
  assert.equal(readFileSync(join(again.folder, "thing"), "utf8"), "one");
  assert.equal(readFileSync(join(other.folder, "thing"), "utf8"), "two");
});

test("a build that throws leaves nothing and is tried again", async () => {
  const build = async (path: string) => {
    writeFileSync(join(path, "half"), "");
    throw new Error("the download stopped");
  };
  await assert.rejects(cached("thing", [], build), /the download stopped/);
  assert.deepEqual(readdirSync(folder), []);
  assert.equal((await cached("thing", [], write("whole"))).built, true);
});

test("the key follows names and contents of a folder", () => {
  const source = mkdtempSync(join(folder, "source-"));
  mkdirSync(join(source, "inner"));
  writeFileSync(join(source, "inner/a"), "1");
  const key = cacheKey([{ file: source }]);
  assert.equal(cacheKey([{ file: source }]), key);
  writeFileSync(join(source, "inner/a"), "2");
  assert.notEqual(cacheKey([{ file: source }]), key);
  writeFileSync(join(source, "inner/a"), "1");
  writeFileSync(join(source, "b"), "");
  assert.notEqual(cacheKey([{ file: source }]), key);
});

test("old builds go, recent ones and those of other names stay", async () => {
  const old = new Date(Date.now() - 7_200_000);
  const builds: string[] = [];
  for (const value of [1, 2, 3, 4]) {
    const build = await cached("thing", [{ value }], write("x"));
    utimesSync(build.folder, old, new Date(old.getTime() + value * 1000));
    builds.push(build.folder);
  }
  const other = await cached("thing-else", [], write("x"));
  await cached("thing", [{ value: 5 }], write("x"));
  assert.deepEqual(
    builds.map((build) => existsSync(build)),
    [false, false, true, true],
  );
  assert.ok(existsSync(other.folder));
});
