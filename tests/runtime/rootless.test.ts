import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { Arena } from "./arena.ts";
import { unifiedMount } from "./cgroup-host.ts";
import { eventually } from "./eventually.ts";
import { OrdinaryUser } from "./ordinary-user.ts";
import { OwnHost } from "./own-host.ts";

/* Containers of an ordinary user, who has no rights but those of a user namespace of their own. */

const skip = unifiedMount() ? false : "needs root, to become somebody else, and cgroup v2";
const skipRange = skip || (spawnSync("newuidmap").error ? "newuidmap is not installed" : false);

const cloison = await buildRuntime(() => {});
const host = skip ? undefined : await OwnHost.open(tmpdir());
const arena = new Arena(cloison);
const user = host && new OrdinaryUser(host, arena.folder);
arena.prefix = user?.prefix ?? [];
const bundle = arena.bundle.folder;
for (const folder of [arena.folder, bundle]) {
  chmodSync(folder, 0o755);
  user?.give(folder);
}
after(async () => {
  arena.remove("c1");
  await host?.close();
});

interface Config {
  process: Record<string, unknown>;
  mounts: unknown[];
  linux: Record<string, unknown>;
}

function call(...words: string[]): string {
  const { status, stdout, stderr } = arena.run(words);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" }, words.join(" "));
  return stdout;
}

const isHosts = ({ destination }: Record<string, unknown>) =>
  destination !== "/proc" && destination !== "/dev";

/** config.json as `spec --rootless` writes it, with the host's files as the image. */
function writeConfig(part: { process?: object; linux?: object }): void {
  const file = join(bundle, "config.json");
  rmSync(file);
  call("spec", "--rootless", "--bundle", bundle);
  const config = JSON.parse(readFileSync(file, "utf8")) as Config;
  const changed = {
    ...config,
    process: { ...config.process, terminal: false, ...part.process },
    mounts: [...config.mounts, ...arena.bundle.config.mounts.filter(isHosts)],
    linux: { ...config.linux, ...part.linux },
  };
  writeFileSync(file, JSON.stringify(changed));
}

const tell = [
  "/bin/sh",
  "-c",
  "id -u; cat /proc/self/uid_map; hostname; touch /dev/shm/made && stat -c %u /dev/shm/made",
];
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => line.trim().replace(/ +/g, " "));

/** The user is root inside, and their other ids follow. */
const range = [
  { containerID: 0, hostID: user?.id, size: 1 },
  { containerID: 1, hostID: user?.firstOther, size: 65_536 },
];
const mappings = { uidMappings: range, gidMappings: range };

test("what spec --rootless writes runs, with one id", { skip }, () => {
  writeConfig({ process: { args: tell } });
  assert.deepEqual(lines(call("run", "--bundle", bundle, "c1")), ["0", `0 ${user?.id} 1`, "cloison", "0"]);
  assert.deepEqual(host?.leftovers(), []);
});

test("newuidmap and newgidmap give it a range of ids", { skip: skipRange }, () => {
  writeConfig({
    process: { args: ["/bin/sh", "-c", "id"], user: { uid: 33, gid: 34, additionalGids: [35] } },
    linux: mappings,
  });
  assert.match(call("run", "--bundle", bundle, "c1"), /^uid=33.* gid=34.* groups=.*\b35/);
});

test("ids that nobody has granted are refused", { skip: skipRange }, () => {
  const foreign = [{ containerID: 0, hostID: 0, size: 1 }];
  writeConfig({ process: { args: ["/bin/true"] }, linux: { uidMappings: foreign, gidMappings: foreign } });
  const { status, stderr } = arena.run(["run", "--bundle", bundle, "c1"]);
  assert.equal(status, 1);
  assert.match(stderr, /Cannot map the ids .*new[ug]idmap.*\/etc\/subuid and \/etc\/subgid must grant/s);
  assert.deepEqual(host?.leftovers(), []);
});

/** Every command that a container's life needs. `hasGroup`: whether the user may make control groups. */
async function live({ hasGroup }: { hasGroup: boolean }): Promise<void> {
  writeConfig({ process: { args: ["/bin/sleep", "1000"], oomScoreAdj: 300 }, linux: mappings });
  call("run", "--detach", "--bundle", bundle, "c1");
  assert.match(call("list"), /^c1 .* running .* cloison-test$/m);
  assert.equal(call("exec", "c1", "cat", "/proc/self/oom_score_adj"), "300\n");
  assert.equal(call("exec", "--user", "33:34", "c1", "id", "-u"), "33\n");
  assert.equal(call("exec", "--cwd", "/usr", "--env", "A=b", "c1", "sh", "-c", "pwd; echo $A"), "/usr\nb\n");
  const groups = host?.leftovers().filter((line) => line.startsWith("group"));
  assert.equal(groups?.length, hasGroup ? 1 : 0);
  if (hasGroup) {
    call("pause", "c1");
    assert.match(call("state", "c1"), /"status": "paused"/);
    call("resume", "c1");
    assert.match(call("ps", "c1"), /sleep 1000/);
  } else {
    const { status, stderr } = arena.run(["pause", "c1"]);
    assert.equal(status, 1);
    assert.match(stderr, /Cannot pause container c1: it has no cgroup/);
  }
  call("kill", "c1", "KILL");
  await eventually("it has stopped", () => call("state", "c1").includes('"stopped"'));
  call("delete", "c1");
  assert.deepEqual(host?.leftovers(), []);
}

test("a container lives and ends where its user may make no cgroup", { skip: skipRange }, () =>
  live({ hasGroup: false }),
);

test("limits that need a cgroup are refused there", { skip }, () => {
  writeConfig({ process: { args: ["/bin/true"] }, linux: { resources: { pids: { limit: 10 } } } });
  const { status, stderr } = arena.run(["run", "--bundle", bundle, "c1"]);
  assert.equal(status, 1);
  assert.match(stderr, /Cannot make the cgroup .*no permission/);
});

test("and where they have been given one", { skip: skipRange }, async () => {
  host?.change('chown -R "$0" "$1"', String(user?.id), host.rootGroup);
  await live({ hasGroup: true });
});

test("a container joins namespaces of another of theirs, and sees its processes", { skip: skipRange }, () => {
  writeConfig({ process: { args: ["/bin/sleep", "1000"] }, linux: mappings });
  call("run", "--detach", "--bundle", bundle, "c1");
  const { pid } = JSON.parse(call("state", "c1")) as { pid: number };
  const joined = ["user", "pid", "ipc", "uts"].map((type) => ({ type, path: `/proc/${pid}/ns/${type}` }));
  const namespaces = [...joined, { type: "mount" }];
  writeConfig({
    process: {
      args: ["/bin/sh", "-c", "id -u; cat /proc/1/comm /proc/self/oom_score_adj"],
      oomScoreAdj: 200,
    },
    linux: { namespaces, uidMappings: [], gidMappings: [] },
  });
  assert.equal(call("run", "--bundle", bundle, "c2"), "0\nsleep\n200\n");
  call("delete", "--force", "c1");
  assert.deepEqual(host?.leftovers(), []);
});

test("force deletes what runs", { skip }, () => {
  writeConfig({ process: { args: ["/bin/sleep", "1000"] } });
  call("run", "--detach", "--bundle", bundle, "c1");
  call("delete", "--force", "c1");
  assert.deepEqual(host?.leftovers(), []);
});
