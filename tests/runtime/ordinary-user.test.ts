import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { hostBundle } from "./host-bundle.ts";

/* Somebody without any rights, whom the host's passwd does not know, runs containers in a user namespace. */

const cloison = await buildRuntime(() => {});
const uid = 54_321;
const hasSetpriv = spawnSync("setpriv", ["--version"]).status === 0;
const isRoot = process.getuid?.() === 0;
const options = { skip: isRoot && hasSetpriv ? false : "needs root, and setpriv to give it up" };

interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A bundle and a runtime of the user's own, which is called with these variables alone. */
function scene(t: TestContext, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "cloison-user-"));
  chmodSync(folder, 0o755);
  // The cache may lie where others may not go.
  const program = join(folder, "cloison");
  copyFileSync(cloison, program);
  const runtimeDirectory = join(folder, "run");
  mkdirSync(runtimeDirectory);
  const bundle = hostBundle(...args);
  const { namespaces } = bundle.config.linux as { namespaces: object[] };
  const mapping = (hostID: number) => [{ containerID: 0, hostID, size: 1 }];
  const linux = {
    namespaces: [...namespaces, { type: "user" }],
    uidMappings: mapping(uid),
    gidMappings: mapping(uid),
  };
  bundle.change({ linux });
  execFileSync("chown", ["-hR", `${uid}:${uid}`, bundle.folder, runtimeDirectory]);
  const call = (words: readonly string[], variables: Record<string, string> = {}): Outcome => {
    const user = ["--reuid", String(uid), "--regid", String(uid), "--clear-groups", "--", program, ...words];
    const isDetached = words.includes("--detach") || words.includes("create");
    const { status, stdout, stderr } = spawnSync("setpriv", user, {
      // What is left running would keep a pipe open.
      stdio: ["ignore", isDetached ? "ignore" : "pipe", isDetached ? "inherit" : "pipe"],
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "", ...variables },
      timeout: 10_000,
    });
    return { status, stdout, stderr };
  };
  const cli = (...words: string[]) => call(words, { XDG_RUNTIME_DIR: runtimeDirectory });
  t.after(() => {
    cli("delete", "--force", "c1");
    bundle.remove();
    rmSync(folder, { recursive: true });
  });
  return { folder, runtimeDirectory, bundle, linux, call, cli };
}

test("containers are kept in the user's own folder, which lasts", options, (t) => {
  const { cli, runtimeDirectory } = scene(t);
  const { status, stdout, stderr } = cli("list", "-q");
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" });
  // Without the sticky bit it would be tidied up (XDG base directory specification).
  const { mode, uid: owner } = statSync(join(runtimeDirectory, "cloison"));
  assert.deepEqual([mode & 0o7777, owner], [0o1700, uid]);
});

test("--root goes before it; where neither can be used, it is said what decides", options, (t) => {
  const { call, cli, bundle, folder, runtimeDirectory } = scene(t, "true");
  assert.match(cli("--root", join(folder, "nosuch"), "list").stderr, /there is no folder .*nosuch/);
  assert.ok(!existsSync(join(runtimeDirectory, "cloison")));
  assert.match(
    call(["list"], { XDG_RUNTIME_DIR: "/nosuch" }).stderr,
    /Cannot use \/nosuch\/cloison: .*check the permissions of XDG_RUNTIME_DIR or give --root/,
  );
  // The folder of the host's root is nobody else's.
  const usual = call(["run", "--bundle", bundle.folder, "c1"]);
  assert.equal(usual.status, 1);
  assert.match(
    usual.stderr,
    /Cannot make \/run\/cloison\/c1 \(XDG_RUNTIME_DIR and --root decide where it is\)/,
  );
});

test("a container runs, with the user as its root", options, (t) => {
  const script = "id -u; id -g; cat /proc/self/uid_map; stat -c %u /proc/1; test -c /dev/null && echo null";
  const { cli, bundle } = scene(t, "sh", "-c", script);
  const { status, stdout, stderr } = cli("run", "--bundle", bundle.folder, "c1");
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.split(/\s+/), ["0", "0", "0", String(uid), "1", "0", "null", ""]);
});

test("the whole life of a container, and another process in it", options, (t) => {
  const { cli, bundle } = scene(t, "sleep", "1000");
  const statusOf = () => (JSON.parse(cli("state", "c1").stdout) as { status: string }).status;
  assert.equal(cli("create", "--bundle", bundle.folder, "c1").status, 0);
  assert.equal(statusOf(), "created");
  assert.equal(cli("start", "c1").status, 0);
  assert.equal(statusOf(), "running");
  assert.match(cli("list").stdout, new RegExp(`^c1 .* running .* #${uid} *$`, "m"));
  const { status, stdout, stderr } = cli("exec", "c1", "id", "-u");
  assert.deepEqual([status, stdout], [0, "0\n"], stderr);
  assert.match(cli("exec", "--user", "5", "c1", "id").stderr, /user namespace has no mapping for it/);
  assert.equal(cli("kill", "c1", "KILL").status, 0);
  for (let tries = 0; tries < 100 && statusOf() !== "stopped"; tries++) spawnSync("sleep", ["0.02"]);
  assert.equal(cli("delete", "c1").status, 0);
  assert.equal(cli("list", "-q").stdout, "");
});

test("the bundle that spec --rootless makes runs as it is", options, (t) => {
  const { folder, bundle, cli } = scene(t, "true");
  const own = join(folder, "own");
  mkdirSync(own);
  execFileSync("chown", [`${uid}:${uid}`, own]);
  assert.equal(cli("spec", "--rootless", "--bundle", own).status, 0);
  const text = execFileSync("cat", [join(own, "config.json")], { encoding: "utf8" });
  const config = JSON.parse(text) as { linux: { uidMappings: object[] }; mounts: object[]; process: object };
  assert.deepEqual(config.linux.uidMappings, [{ containerID: 0, hostID: uid, size: 1 }]);
  // With this machine's programs in its root, and no terminal.
  const binds = bundle.config.mounts.filter(({ options: given }) => String(given).includes("rbind"));
  const process = { ...config.process, terminal: false, args: ["/bin/ls", "/sys/kernel"] };
  bundle.change({ ...config, process, root: { path: "rootfs" }, mounts: [...config.mounts, ...binds] });
  const { status, stdout, stderr } = cli("run", "--bundle", bundle.folder, "c1");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^mm$/m);
});

test("--rootless says whether to do without a cgroup", options, (t) => {
  const { cli, bundle } = scene(t, "true");
  const run = (...words: string[]) => cli(...words, "run", "--bundle", bundle.folder, "c1");
  for (const words of [[], ["--rootless", "auto"], ["--rootless", "true"], ["--rootless=1"]])
    assert.equal(run(...words).status, 0, words.join(" "));
  const refused = run("--rootless", "false");
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /Cannot make the cgroup/);
  assert.match(run("--rootless", "maybe").stderr, /invalid value \\"maybe\\" for flag -rootless/);
});

test("without a group no limit is promised: what asks for one is refused by its name", options, (t) => {
  const { cli, bundle, linux } = scene(t, "true");
  bundle.change({ linux: { ...linux, resources: { pids: { limit: 5 } } } });
  const { status, stderr } = cli("run", "--bundle", bundle.folder, "c1");
  assert.equal(status, 1);
  assert.match(stderr, /Cannot make the cgroup .*rootless needs no limits|linux\.resources\.pids\.limit/);
});
