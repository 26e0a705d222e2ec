import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { hostBundle } from "./host-bundle.ts";

/* What state and list print of real containers, byte by byte as runc prints it of the same bundle. */

const cloison = await buildRuntime(() => {});
const runc = ["/usr/sbin/runc", "/usr/bin/runc"].find((path) => existsSync(path));
const needsRoot = process.getuid?.() !== 0 ? "needs root" : false;
const skip = needsRoot || (runc ? false : "runc is not installed");

const annotations = { "org.example.b": "<2>", "org.example.a": "1" };

interface Outputs {
  running: string;
  stopped: string;
  table: string;
  json: string;
  ids: string;
}

/** Everything that differs between two runs is made the same. */
const levelled = (text: string) =>
  text
    // runc tells the version of the specification that it knows, we the one of config.json.
    .replace(/("ociVersion": ?)"[^"]*"/g, '$1"VERSION"')
    .replace(/"pid": ?[1-9]\d*/g, '"pid":PID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => "T".padEnd(time.length, "T"))
    .replace(/T{20,}/g, "TIME")
    .replace(/^(\S+ +)[1-9]\d* /gm, (_, id: string) => `${id}PID `)
    .replace(/ +/g, " ");

function outputsOf(t: TestContext, program: string): Outputs {
  const state = mkdtempSync(join(tmpdir(), "cloison-state-"));
  const bundle = hostBundle("/bin/sleep", "1000");
  bundle.change({ annotations });
  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, ["--root", state, ...words], {
      encoding: "utf8",
      // What is detached keeps its streams, and whoever waits for their end would wait for its.
      stdio: words[0] === "run" ? "ignore" : ["ignore", "pipe", "pipe"],
    });
    assert.equal(status, 0, `${words.join(" ")}: ${stderr}`);
    return stdout;
  };
  t.after(() => {
    spawnSync(program, ["--root", state, "delete", "--force", "c1"]);
    rmSync(state, { recursive: true });
    bundle.remove();
  });
  run("run", "--detach", "--bundle", bundle.folder, "c1");
  const running = run("state", "c1");
  const [table, json, ids] = [run("list"), run("list", "--format", "json"), run("list", "-q")];
  run("kill", "c1", "KILL");
  for (let tries = 0; tries < 100 && !run("state", "c1").includes("stopped"); tries++)
    spawnSync("sleep", ["0.05"]);
  const stopped = run("state", "c1");
  run("delete", "c1");
  const level = (text: string) => levelled(text.replaceAll(bundle.folder, "BUNDLE"));
  return {
    ...{ running: level(running), stopped: level(stopped), table: level(table), json: level(json), ids },
  };
}

test("state and list print what runc prints", { skip }, (t) => {
  const ours = outputsOf(t, cloison);
  const theirs = outputsOf(t, runc ?? "");
  assert.deepEqual(ours, theirs);
  assert.match(ours.running, /"status": "running"/);
  assert.match(ours.running, /"org.example.a": "1",\n "org.example.b": "\\u003c2\\u003e"/);
});

test("run tells the exit status also of a container that is deleted by another command", {
  skip: needsRoot,
}, async (t) => {
  const state = mkdtempSync(join(tmpdir(), "cloison-state-"));
  const bundle = hostBundle("/bin/sleep", "1000");
  t.after(() => {
    rmSync(state, { recursive: true });
    bundle.remove();
  });
  const words = ["--root", state, "run", "--bundle", bundle.folder, "c1"];
  const child = spawn(cloison, words, { stdio: "ignore" });
  const ended = once(child, "exit");
  const cli = (...words: string[]) => spawnSync(cloison, ["--root", state, ...words], { encoding: "utf8" });
  for (let tries = 0; tries < 200 && !cli("state", "c1").stdout.includes('"running"'); tries++)
    await sleep(20);
  assert.equal(cli("delete", "--force", "c1").status, 0);
  assert.deepEqual(await ended, [137, null]);
});
