import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { hostBundle } from "./host-bundle.ts";

/* Containers that are saved and brought back, where there is a criu that can work with the kernel. */

const cloison = await buildRuntime(() => {});
const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? false : "needs root";
const needsCriu =
  needsRoot ||
  (spawnSync("criu", ["check"]).status === 0 ? false : "there is no criu that works on this kernel");

/** Counts where a checkpoint keeps it: in a file of its own tmpfs. */
const counter = ["/bin/sh", "-c", "i=0; while :; do i=$((i+1)); echo $i >/dev/count; sleep 0.05; done"];

function setUp(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "cloison-checkpoint-"));
  const bundle = hostBundle(...counter);
  const state = join(folder, "state");
  const run = (words: readonly string[], options: { path?: string } = {}) => {
    const isQuiet = words.includes("--detach");
    const { status, stdout, stderr } = spawnSync(
      cloison,
      ["--root", state, "--log", join(folder, "log"), ...words],
      {
        encoding: "utf8",
        // What is detached keeps its streams, and whoever waits for their end would wait for its.
        stdio: isQuiet ? "ignore" : ["ignore", "pipe", "pipe"],
        env: { PATH: options.path ?? process.env.PATH },
      },
    );
    const log = existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "";
    return { status, stdout, stderr, log };
  };
  const succeed = (...words: string[]) => {
    const { status, stdout, log } = run(words);
    assert.equal(status, 0, log);
    return stdout;
  };
  t.after(() => {
    for (const id of ["c1", "c2"]) run(["delete", "--force", id]);
    rmSync(folder, { recursive: true });
    bundle.remove();
  });
  succeed("run", "--detach", "--bundle", bundle.folder, "c1");
  return { run, succeed, bundle: bundle.folder, image: join(folder, "image") };
}

const statusOf = (state: string) => (JSON.parse(state) as { status: string }).status;

test("a container goes on after a checkpoint that leaves it, and comes back from one that does not", {
  skip: needsCriu,
}, async (t) => {
  const { run, succeed, bundle, image } = setUp(t);
  const count = (id: string) => Number(succeed("exec", id, "cat", "/dev/count"));
  await sleep(300);
  succeed("checkpoint", "--leave-running", "--image-path", `${image}-early`, "c1");
  const early = count("c1");
  await sleep(200);
  const saved = count("c1");
  assert.ok(saved > early, "it stands still after --leave-running");

  succeed("checkpoint", "--image-path", image, "c1");
  assert.equal(run(["state", "c1"]).status, 1);
  await sleep(200);
  succeed("restore", "--detach", "--image-path", image, "--bundle", bundle, "c2");
  const restored = count("c2");
  assert.ok(
    restored >= saved && restored < saved + 20,
    `${restored} is not what was counted (${saved}) and little more`,
  );
  await sleep(200);
  assert.ok(count("c2") > restored, "it stands still after restore");
  assert.equal(statusOf(succeed("state", "c2")), "running");
  assert.ok(!readFileSync("/proc/self/mountinfo", "utf8").includes(bundle), "a mount stays");

  succeed("kill", "c2", "KILL");
  for (let tries = 0; tries < 100 && statusOf(succeed("state", "c2")) !== "stopped"; tries++) await sleep(20);
  succeed("delete", "c2");
});

test("a restore that fails leaves nothing, and quotes criu's log", { skip: needsCriu }, (t) => {
  const { run, succeed, bundle, image } = setUp(t);
  succeed("checkpoint", "--image-path", image, "c1");
  rmSync(join(image, "inventory.img"));
  const { status, log } = run(["restore", "--detach", "--image-path", image, "--bundle", bundle, "c2"]);
  assert.equal(status, 1);
  assert.match(log, /level=warning msg=".*inventory\.img/);
  assert.match(log, /level=error msg="Cannot restore container c2 \(see .*restore\.log\): criu failed/);
  assert.match(run(["state", "c2"]).log, /does not exist/);
});

test("without criu the error names the package, and nothing is done", { skip: needsRoot }, (t) => {
  const { run, bundle, image } = setUp(t);
  const path = "/nosuch";
  for (const words of [
    ["checkpoint", "c1"],
    ["restore", "--bundle", bundle, "c2"],
  ]) {
    const { status, stderr } = run([...words, "--image-path", image], { path });
    assert.equal(status, 1);
    assert.match(stderr, /criu is not installed: install Debian's package criu/);
  }
  assert.equal(existsSync(image), false);
  assert.equal(statusOf(run(["state", "c1"]).stdout), "running");
});

test("only what runs can be saved", { skip: needsCriu }, async (t) => {
  const { run, succeed, image } = setUp(t);
  succeed("kill", "c1", "KILL");
  for (let tries = 0; tries < 100 && statusOf(succeed("state", "c1")) !== "stopped"; tries++) await sleep(20);
  assert.match(
    run(["checkpoint", "--image-path", image, "c1"]).stderr,
    /Cannot checkpoint container c1: it is stopped/,
  );
});
