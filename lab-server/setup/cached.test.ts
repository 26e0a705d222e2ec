import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
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
import { afterEach, beforeEach, type TestContext, test } from "node:test";
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

/** Another process that builds the thing: it leaves a file half way, and goes on when a file `go` appears. */
function builder(t: TestContext) {
  const source = (name: string) => JSON.stringify(join(import.meta.dirname, name));
  const script = `
    const { existsSync, readdirSync, writeFileSync } = await import("node:fs");
    const { setTimeout: sleep } = await import("node:timers/promises");
    const { cached } = await import(${source("cached.ts")});
    const { interruptible, orInterrupted } = await import(${source("interruption.ts")});
    const build = async (folder) => {
      console.log("begins with", readdirSync(folder).length);
      writeFileSync(folder + "/half", "");
      while (!existsSync(${JSON.stringify(join(folder, "go"))})) await orInterrupted(sleep(5));
    };
    const log = (line) => console.log(line);
    const { built } = await interruptible(() => cached("thing", [{ value: 1 }], build, { log }));
    console.log(built ? "built" : "found");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const ended = once(child, "close").then(([code, signal]) => signal ?? code);
  return {
    child,
    ended,
    async says(pattern: RegExp) {
      while (!pattern.test(output)) {
        const ending = await Promise.race([once(child.stdout, "data"), ended]);
        if (!Array.isArray(ending)) assert.match(output, pattern);
      }
    },
  };
}

test("two processes that want one thing at once build it once, and the second says that it waits", async (t) => {
  const first = builder(t);
  await first.says(/begins with 0/);
  const second = builder(t);
  await second.says(/another process builds it: waiting/);
  writeFileSync(join(folder, "go"), "");
  await first.says(/built/);
  await second.says(/found/);
  assert.deepEqual(await Promise.all([first.ended, second.ended]), [0, 0]);
  rmSync(join(folder, "go"));
  assert.equal(readdirSync(folder).length, 1);
});

test("who waits takes over from one that is killed, and begins afresh", async (t) => {
  const first = builder(t);
  await first.says(/begins with 0/);
  const second = builder(t);
  await second.says(/waiting/);
  first.child.kill("SIGKILL");
  await second.says(/begins with 0/);
  writeFileSync(join(folder, "go"), "");
  await second.says(/built/);
  assert.equal(readdirSync(folder).filter((name) => name.startsWith(".")).length, 0);
});

test("a build that is told to end leaves nothing, and ends by the signal", async (t) => {
  const first = builder(t);
  await first.says(/begins with 0/);
  const second = builder(t);
  await second.says(/waiting/);
  first.child.kill("SIGTERM");
  assert.equal(await first.ended, "SIGTERM");
  await second.says(/begins with 0/);
  second.child.kill("SIGINT");
  assert.equal(await second.ended, "SIGINT");
  assert.deepEqual(readdirSync(folder), []);
});

test("what a killed build of another version left is removed by the next build, one under way is not", async (t) => {
  const killed = builder(t);
  await killed.says(/begins/);
  killed.child.kill("SIGKILL");
  await killed.ended;
  assert.equal(readdirSync(folder).length, 1);
  await cached("thing", [{ value: 2 }], write("two"));
  assert.equal(readdirSync(folder).length, 1);
  const alive = builder(t);
  await alive.says(/begins/);
  await cached("thing", [{ value: 3 }], write("three"));
  assert.equal(readdirSync(folder).length, 3);
  writeFileSync(join(folder, "go"), "");
  assert.equal(await alive.ended, 0);
});
