import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { unifiedMount } from "./cgroup-host.ts";
import { hostBundle } from "./host-bundle.ts";

const cloison = await buildRuntime(() => {});
const options = { skip: unifiedMount() === undefined && "root and a cgroup2 file system are needed" };

/** A container of this machine's programs, and what says what its commands print; or, with an error, why not. */
function begin(t: TestContext, ...args: string[]) {
  const state = mkdtempSync(join(tmpdir(), "cloison-state-"));
  const bundle = hostBundle(...args);
  const command = (...words: string[]): string => {
    const isRun = words[0] === "run";
    const { status, stdout, stderr } = spawnSync(cloison, ["--root", state, ...words], {
      encoding: "utf8",
      // What runs on would keep a pipe open.
      stdio: isRun ? "ignore" : ["ignore", "pipe", "pipe"],
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  t.after(() => {
    spawnSync(cloison, ["--root", state, "delete", "--force", "box"]);
    rmSync(state, { recursive: true });
    bundle.remove();
  });
  command("run", "--detach", "--bundle", bundle.folder, "box");
  const { cgroupsPath } = JSON.parse(readFileSync(join(bundle.folder, "config.json"), "utf8")).linux;
  return { state, command, group: `${unifiedMount()}${cgroupsPath}` };
}

const statusOf = (command: (...words: string[]) => string) => JSON.parse(command("state", "box")).status;

test("pause and resume, and what they refuse", options, (t) => {
  const { command } = begin(t, "/bin/sleep", "1000");
  assert.throws(() => command("resume", "box"), /container not paused: it is running/);
  command("pause", "box");
  assert.equal(statusOf(command), "paused");
  assert.throws(() => command("pause", "box"), /container not running: it is paused/);
  command("resume", "box");
  assert.equal(statusOf(command), "running");
  command("pause", "box");
  command("delete", "--force", "box");
  assert.throws(() => command("pause", "box"), /does not exist/);
});

test("ps shows the container's processes and no others", options, async (t) => {
  const { command } = begin(t, "/bin/sh", "-c", "sleep 1001 & exec sleep 1002");
  const pids = () => JSON.parse(command("ps", "--format", "json", "box")) as number[];
  for (let tries = 0; pids().length < 2; tries++) {
    assert.ok(tries < 100);
    await delay(20);
  }
  const table = command("ps", "box").trim().split("\n");
  assert.match(table[0] ?? "", /\bPID\b/);
  assert.equal(table.length, 3);
  assert.equal(table.filter((line) => /sleep 100[12]$/.test(line)).length, 2);
  const own = command("ps", "box", "-o", "pid,args").trim().split("\n").slice(1);
  assert.deepEqual(own.map((line) => Number.parseInt(line, 10)).sort(), pids().sort());
});

test("events: stats once, and a stream that ends with the container", options, async (t) => {
  const { state, command } = begin(t, "/bin/sleep", "1000");
  const once = JSON.parse(command("events", "--stats", "box"));
  assert.deepEqual([once.type, once.id, once.data.pids.current], ["stats", "box", 1]);
  const stream = spawn(cloison, ["--root", state, "events", "--interval", "50ms", "box"]);
  let said = "";
  stream.stdout.on("data", (data) => (said += data));
  const ended = new Promise((resolve) => stream.on("exit", resolve));
  for (let tries = 0; said.split("\n").length < 4; tries++) {
    assert.ok(tries < 200);
    await delay(20);
  }
  command("kill", "box", "KILL");
  assert.equal(await ended, 0);
  for (const line of said.trim().split("\n")) assert.equal(JSON.parse(line).type, "stats");
  assert.throws(() => command("events", "--stats", "box"), /container with id box is not running/);
  assert.throws(() => command("update", "--pids-limit", "5", "box"), /container not running/);
});

test(
  "update writes what it is asked for, from options and from a file, or says what is missing",
  options,
  (t) => {
    const { command, group } = begin(t, "/bin/sleep", "1000");
    const textOf = (file: string) => readFileSync(`${group}/${file}`, "utf8").trim();
    const has = (controller: string) => textOf("cgroup.controllers").split(" ").includes(controller);
    const file = join(mkdtempSync(join(tmpdir(), "cloison-update-")), "resources.json");
    t.after(() => rmSync(join(file, ".."), { recursive: true }));
    if (has("hugetlb")) {
      writeFileSync(file, JSON.stringify({ hugepageLimits: [{ pageSize: "2MB", limit: 2097152 }] }));
      command("update", "--resources", file, "box");
      assert.equal(textOf("hugetlb.2MB.max"), "2097152");
    }
    if (has("memory")) {
      command("update", "--memory", "64m", "box");
      assert.equal(textOf("memory.max"), "67108864");
    } else
      assert.throws(
        () => command("update", "--memory", "64m", "box"),
        /linux\.resources\.memory\.limit: controller `memory` is not available under .*; /,
      );
    assert.throws(() => command("update", "--cpu-quota", "x", "box"), /invalid value for cpu-quota/);
    writeFileSync(file, "{ nonsense");
    assert.throws(() => command("update", "-r", file, "box"), /Cannot read the limits from/);
  },
);
