import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { hostBundle } from "./host-bundle.ts";

/* A container's program says to the service manager of who called the runtime that it is ready (sd_notify(3)). */

const cloison = await buildRuntime(() => {});
const skip =
  process.getuid?.() !== 0 ? "needs root" : existsSync("/usr/bin/perl") ? false : "perl is not installed";

const notify = `use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); sub say_to { send(S, $_[0], 0, sockaddr_un($ENV{NOTIFY_SOCKET})) or die $! }`;
/** Prints what comes, a line each; the first line when it listens. */
const manager = `use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un($ARGV[0])) or die $!; $| = 1; print "listening\\n"; while (defined recv(S, $m, 4096, 0)) { $m =~ s/\\n/;/g; print "$m\\n" }`;

async function setUp(t: TestContext, program: string) {
  const folder = mkdtempSync(join(tmpdir(), "cloison-notify-"));
  const socket = join(folder, "manager");
  const state = join(folder, "state");
  const bundle = hostBundle("/usr/bin/perl", "-e", `${notify} ${program}`);
  const listener = spawn("perl", ["-e", manager, socket], { stdio: ["ignore", "pipe", "inherit"] });
  const heard: string[] = [];
  listener.stdout.setEncoding("utf8");
  listener.stdout.on("data", (text: string) => heard.push(...text.trimEnd().split("\n")));
  await once(listener.stdout, "data");
  const cli = (...words: string[]) =>
    spawnSync(cloison, ["--root", state, ...words], {
      encoding: "utf8",
      env: { NOTIFY_SOCKET: socket },
      // What is detached keeps its streams, and whoever waits for their end would wait for its.
      stdio: words[0] === "state" ? "pipe" : "ignore",
      timeout: 20_000,
      killSignal: "SIGKILL",
    });
  const succeed = (...words: string[]) => {
    const { status, stdout } = cli(...words);
    assert.equal(status, 0, words.join(" "));
    return stdout;
  };
  t.after(() => {
    cli("delete", "--force", "c1");
    listener.kill();
    rmSync(folder, { recursive: true });
    bundle.remove();
  });
  const hears = async (expected: readonly string[]) => {
    for (let tries = 0; tries < 100 && heard.length <= expected.length; tries++) await sleep(20);
    assert.deepEqual(heard, ["listening", ...expected]);
  };
  return { cli, succeed, hears, bundle: bundle.folder, state };
}

test("run passes on that the program is ready, and nothing else", { skip }, async (t) => {
  const { cli, hears, bundle } = await setUp(
    t,
    `say_to("STATUS=busy"); say_to("STATUS=up\\nREADY=1"); exit 7`,
  );
  assert.equal(cli("run", "--bundle", bundle, "c1").status, 7);
  await hears(["READY=1", "BARRIER=1"]);
});

test("start returns when the program is ready, and names the main process", { skip }, async (t) => {
  const { succeed, hears, bundle, state } = await setUp(
    t,
    `select(undef, undef, undef, 0.3); say_to("READY=1"); sleep 1000`,
  );
  succeed("create", "--bundle", bundle, "c1");
  const startMs = performance.now();
  succeed("start", "c1");
  assert.ok(performance.now() - startMs >= 300, "it did not wait");
  const { pid, status } = JSON.parse(succeed("state", "c1")) as { pid: number; status: string };
  assert.equal(status, "running");
  await hears([`MAINPID=${pid};READY=1`, "BARRIER=1"]);
  succeed("delete", "--force", "c1");
  assert.deepEqual(readdirSync(state), []);
});

test("run --detach waits too", { skip }, async (t) => {
  const { succeed, hears, bundle } = await setUp(t, `say_to("READY=1"); sleep 1000`);
  succeed("run", "--detach", "--bundle", bundle, "c1");
  const { pid } = JSON.parse(succeed("state", "c1")) as { pid: number };
  await hears([`MAINPID=${pid};READY=1`, "BARRIER=1"]);
});

test("start does not wait for a program that has ended", { skip }, async (t) => {
  const { succeed, hears, bundle } = await setUp(t, "exit 1");
  succeed("create", "--bundle", bundle, "c1");
  succeed("start", "c1");
  await hears([]);
});

test("a service manager that is gone costs the container nothing but a warning", { skip }, async (t) => {
  const { bundle, state } = await setUp(t, `say_to("READY=1"); exit 7`);
  const log = join(state, "../log");
  const words = ["--root", state, "--log", log, "run", "--bundle", bundle, "c1"];
  const { status } = spawnSync(cloison, words, {
    env: { NOTIFY_SOCKET: "/nosuch/manager" },
    timeout: 10_000,
    killSignal: "SIGKILL",
  });
  assert.equal(status, 7);
  assert.match(
    readFileSync(log, "utf8"),
    /warning msg="Cannot tell NOTIFY_SOCKET \/nosuch\/manager .*ENOENT/,
  );
});

test("a start that was killed while it listened does not hinder the next", { skip }, async (t) => {
  const { succeed, hears, bundle, state } = await setUp(t, `say_to("READY=1"); sleep 1000`);
  succeed("create", "--bundle", bundle, "c1");
  const left = `use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un($ARGV[0])) or die $!`;
  assert.equal(spawnSync("perl", ["-e", left, join(state, "c1/notify/notify")]).status, 0);
  succeed("start", "c1");
  const { pid } = JSON.parse(succeed("state", "c1")) as { pid: number };
  await hears([`MAINPID=${pid};READY=1`, "BARRIER=1"]);
});
