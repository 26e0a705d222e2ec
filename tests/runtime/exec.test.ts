import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { Arena } from "./arena.ts";

/* What exec does, seen by programs that run in a container. */

const cloison = await buildRuntime(() => {});
const options = { skip: process.getuid?.() === 0 ? false : "needs root" };

const allowedCpus = (status: string) => /^Cpus_allowed_list:\t(.*)$/m.exec(status)?.[1];

let count = 0;

/** A container that waits, whose config.json is changed in these parts of its process. */
function waiting(t: TestContext, { part = {}, words = [] as string[] } = {}) {
  // Not the name of a container of another run, whose keyring may be there yet.
  const id = `exec-${process.pid}-${++count}`;
  const arena = new Arena(cloison, "sleep", "1000");
  t.after(() => arena.remove(id));
  const { config } = arena.bundle;
  const terminals = { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["newinstance"] };
  arena.bundle.change({
    process: { ...config.process, ...part },
    mounts: [...config.mounts, terminals],
  });
  const begun = arena.run(["run", "--detach", ...words, "--bundle", arena.bundle.folder, id]);
  assert.equal(begun.status, 0, begun.stderr);
  const exec = (...words: string[]) => arena.run(["exec", ...words]);
  const pid = () => (JSON.parse(arena.run(["state", id]).stdout) as { pid: number }).pid;
  /** Writes a process.json. */
  const processFile = (content: object) => {
    const path = join(arena.folder, "process.json");
    writeFileSync(path, JSON.stringify({ cwd: "/", env: ["PATH=/usr/bin:/bin"], ...content }));
    return path;
  };
  return { id, exec, pid, processFile };
}

test("execCPUAffinity is for exec, and init keeps the CPUs of who made it", options, (t) => {
  const own = allowedCpus(readFileSync("/proc/self/status", "utf8")) ?? "";
  const [first = "", last = ""] = [/^\d+/, /\d+$/].map((end) => end.exec(own)?.[0]);
  const { id, exec, pid } = waiting(t, { part: { execCPUAffinity: { initial: first, final: last } } });
  assert.equal(allowedCpus(readFileSync(`/proc/${pid()}/status`, "utf8")), own);
  assert.equal(allowedCpus(exec(id, "cat", "/proc/self/status").stdout), last);
});

test("CPUs that are not there are refused where they are asked for: by exec, not by create", options, (t) => {
  const { id, exec, processFile } = waiting(t, { part: { execCPUAffinity: { final: "60000" } } });
  const { status, stderr } = exec(id, "true");
  assert.equal(status, 255);
  assert.match(stderr, /process\.execCPUAffinity\.final: cannot run on the CPUs 60000/);
  const file = processFile({ args: ["true"], execCPUAffinity: { initial: "60000" } });
  assert.match(exec("--process", file, id).stderr, /process\.execCPUAffinity\.initial: cannot run on/);
});

test("a process of exec has the container's session keyring", options, (t) => {
  const { id, exec } = waiting(t);
  assert.match(exec(id, "cat", "/proc/keys").stdout, new RegExp(` keyring +_ses\\.${id}:`));
});

test("with --no-new-keyring neither init nor exec leaves the caller's", options, (t) => {
  const { id, exec, pid } = waiting(t, { words: ["--no-new-keyring"] });
  // In the keyring of the container nobody would have looked for it.
  assert.equal(exec(id, "cat", "/proc/keys").stdout.includes(`_ses.${id}`), false);
  assert.equal(readFileSync(`/proc/${pid()}/root/proc/keys`, "utf8").includes(`_ses.${id}`), false);
});

test("--cwd must be absolute and there", options, (t) => {
  const { id, exec } = waiting(t);
  assert.equal(exec("--cwd", "/usr/bin", id, "pwd").stdout, "/usr/bin\n");
  const relative = exec("--cwd", "usr", id, "pwd");
  assert.equal(relative.status, 255);
  assert.match(relative.stderr, /exec failed: --cwd usr: must be an absolute path/);
  assert.match(exec("--cwd", "/nowhere", id, "pwd").stderr, /Cannot enter process\.cwd \/nowhere/);
});

test("--user takes numbers, also those that the container's passwd does not know", options, (t) => {
  const { id, exec } = waiting(t);
  const { stdout } = exec("--user", "54321:12345", id, "sh", "-c", "id -u; id -g; id -G; echo $HOME");
  assert.equal(stdout, "54321\n12345\n12345\n/\n");
  for (const [user, reason] of [
    ["nobody", /--user nobody: must be uid or uid:gid/],
    ["4294967295", /--user 4294967295: must be from 0 to 4294967294/],
  ] as const) {
    const refused = exec("--user", user, id, "id");
    assert.equal(refused.status, 255);
    assert.match(refused.stderr, reason);
  }
});

test("a process.json with a terminal gets one of the size that it says", options, (t) => {
  const { id, exec, processFile } = waiting(t);
  const file = processFile({
    terminal: true,
    consoleSize: { height: 33, width: 99 },
    args: ["sh", "-c", "stty size; tty"],
  });
  const { status, stdout, stderr } = exec("--process", file, id);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^33 99\r\n\/dev\/pts\/\d+\r\n$/);
});

test("what process.json cannot mean is refused by its place in it", options, (t) => {
  const { id, exec, processFile } = waiting(t);
  assert.match(exec("--process", processFile({ args: [] }), id).stderr, /process\.args: must/);
  assert.match(
    exec("--process", processFile({ args: ["id"], cwd: "usr" }), id).stderr,
    /process\.cwd: must be an absolute path/,
  );
  assert.match(exec("--process", "/nosuch.json", id).stderr, /Cannot read --process \/nosuch\.json: /);
});

test("a terminal that nobody takes is refused", options, (t) => {
  const { id, exec } = waiting(t);
  assert.match(exec("--detach", "--tty", id, "true").stderr, /--console-socket must name who takes/);
  assert.match(
    exec("--console-socket", "/nosuch", id, "true").stderr,
    /--console-socket is given, but process\.terminal is not true/,
  );
});
