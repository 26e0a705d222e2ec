import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { testPlace, textOf, unifiedMount } from "./cgroup-host.ts";
import { cgroupProgram, cgroupVerbs } from "./cgroup-program.ts";

const options = { skip: unifiedMount() === undefined && "root and a cgroup2 file system are needed" };
const call = cgroupVerbs(await cgroupProgram());
const denyAll = { allow: false, access: "rwm" };

function begin(t: TestContext) {
  return testPlace(t, {
    remove: (place) => {
      call("killAll", place, "9");
      call("remove", place);
    },
  });
}

async function until(isDone: () => boolean): Promise<void> {
  for (let tries = 0; !isDone(); tries++) {
    assert.ok(tries < 500, "it takes too long");
    await delay(10);
  }
}

const isAlive = (pid: number) => existsSync(`/proc/${pid}`) && !/\) [ZX]/.test(textOf(`/proc/${pid}/stat`));

/** A program that is there until it is killed. */
const sleeper = ["sh", "-c", "exec sleep 1000 >/dev/null 2>&1 </dev/null"];
const run = (place: object, resources: object, ...program: string[]) => {
  const [name = "", ...words] = program;
  return Number(call("run", place, JSON.stringify(resources), `/bin/${name}`, ...words));
};

test("a program is born in its group, and the group goes when it has ended", options, async (t) => {
  const { place, folder, output } = begin(t);
  run(place, {}, "sh", "-c", `cat /proc/self/cgroup > ${output}.new; mv ${output}.new ${output}`);
  await until(() => existsSync(output));
  assert.match(textOf(output), new RegExp(`^0::${folder.slice(place.mount.length)}$`, "m"));
  call("remove", place);
  assert.equal(existsSync(folder), false);
});

test("groups below are removed too, with a wait for what is just ending", options, async (t) => {
  const { place, folder } = begin(t);
  const pid = run(place, {}, ...sleeper);
  for (const below of ["a", "a/b", "c"]) mkdirSync(`${folder}/${below}`);
  writeFileSync(`${folder}/a/b/cgroup.procs`, String(pid));
  assert.deepEqual(JSON.parse(call("processes", place)), [pid]);
  call("killAll", place, "9");
  call("remove", place);
  assert.equal(existsSync(folder), false);
  call("remove", place);
});

test("a group with somebody in it is not removed, and the error says who", options, (t) => {
  const { place } = begin(t);
  const pid = run(place, {}, ...sleeper);
  assert.throws(() => call("remove", place), new RegExp(`processes are in it \\(${pid}\\)`));
});

test("a group that others use is refused, an empty one is not", options, (t) => {
  const { place, folder } = begin(t);
  mkdirSync(folder, { recursive: true });
  assert.equal(call("make", place), "true");
  run(place, {}, ...sleeper);
  assert.throws(() => call("make", place), /container's cgroup is not empty: 1 process\(es\) found/);
  const cgroupsPath = folder.slice(place.mount.length);
  const config = { linux: { cgroupsPath } };
  assert.throws(() => call("place", { config, options: { id: "x" } }), /container's cgroup is not empty/);
});

test("a frozen group is refused", options, (t) => {
  const { place, folder } = begin(t);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/cgroup.freeze`, "1");
  assert.throws(() => call("make", place), /it is frozen; thaw it/);
});

test("this host's place is below its unified mount", options, () => {
  const place = JSON.parse(
    call("place", { config: { linux: { cgroupsPath: "/a/b" } }, options: { id: "x" } }),
  );
  assert.deepEqual(place, {
    driver: "file",
    mount: unifiedMount(),
    isAsked: true,
    isRootless: false,
    folder: `${unifiedMount()}/a/b`,
  });
});

/** What of a script's lines works under some rules, as it prints it. */
async function whatWorks(t: TestContext, devices: object[], lines: string[]): Promise<string[]> {
  const { place, output } = begin(t);
  const script = `exec >$0 2>/dev/null; ${lines.join("; ")}; echo done`;
  run(place, { devices }, "sh", "-c", script, output);
  await until(() => existsSync(output) && textOf(output).endsWith("done"));
  return textOf(output).split("\n");
}

const allowAll = { allow: true, access: "rwm" };

test("devices: what the rules allow works, the rest does not, and the usual ones do", options, async (t) => {
  const lines = [
    "true < /dev/null && echo null",
    "head -c1 /dev/zero > /dev/null && echo zero",
    "true < /dev/kmsg && echo kmsg",
    "mknod $0.node c 1 3 && echo mknod",
  ];
  const kmsg = { allow: true, type: "c", major: 1, minor: 11, access: "r" };
  assert.deepEqual(await whatWorks(t, [denyAll], lines), ["null", "zero", "mknod", "done"]);
  assert.deepEqual(await whatWorks(t, [denyAll, kmsg], lines), ["null", "zero", "kmsg", "mknod", "done"]);
  assert.deepEqual(await whatWorks(t, [kmsg, denyAll], lines), ["null", "zero", "mknod", "done"]);
  assert.deepEqual(
    await whatWorks(t, [], lines),
    ["null", "zero", "mknod", "done"],
    "no rules: the usual ones",
  );
});

test("devices: a hole in a wide rule is a hole, for what it names", options, async (t) => {
  const lines = [
    "(true < /dev/kmsg) && echo read",
    "(true > /dev/kmsg) && echo write",
    "(true <> /dev/kmsg) && echo both",
  ];
  const wide = { allow: true, type: "c", major: 1, access: "rwm" };
  const hole = { allow: false, type: "c", major: 1, minor: 11, access: "w" };
  assert.deepEqual(await whatWorks(t, [denyAll, wide], lines), ["read", "write", "both", "done"]);
  assert.deepEqual(await whatWorks(t, [denyAll, wide, hole], lines), ["read", "done"]);
  assert.deepEqual(await whatWorks(t, [allowAll, hole], lines), ["read", "done"]);
});

test("devices: a program that runs is held by new rules, and there is one program", options, async (t) => {
  const { place, output } = begin(t);
  const script = `exec >>$0 2>/dev/null; while sleep 0.02; do (true < /dev/kmsg) && echo yes || echo no; done`;
  const allow = { devices: [allowAll] };
  run(place, allow, "sh", "-c", script, output);
  await until(() => existsSync(output) && textOf(output).endsWith("yes"));
  call("limit", place, JSON.stringify({ devices: [denyAll] }));
  await until(() => textOf(output).endsWith("no"));
  call("limit", place, JSON.stringify({ devices: [denyAll] }));
  call("limit", place, "{}", "keep");
  await delay(100);
  assert.match(textOf(output), /no$/);
  call("limit", place, JSON.stringify(allow));
  await until(() => textOf(output).endsWith("yes"));
});

test("devices: a program that the kernel refuses is told with the kernel's reason", options, (t) => {
  const { place } = begin(t);
  assert.throws(
    () => call("loadNonsense", place),
    /the kernel's verifier refuses the program: .*R0 !read_ok/s,
  );
});

test("below a threaded group the container is threaded too", options, (t) => {
  const { place, folder } = begin(t);
  mkdirSync(`${folder}/threads`, { recursive: true });
  writeFileSync(`${folder}/threads/cgroup.type`, "threaded");
  const inside = { ...place, folder: `${folder}/box` };
  const pid = run(inside, {}, ...sleeper);
  assert.equal(textOf(`${folder}/box/cgroup.type`), "threaded");
  assert.deepEqual(JSON.parse(call("processes", inside)), [pid]);
});

test("freezing stops what runs, and thawing lets it go on", options, async (t) => {
  const { place, output } = begin(t);
  run(place, {}, "sh", "-c", "exec >>$0 2>/dev/null; while sleep 0.01; do echo; done", output);
  await until(() => existsSync(output));
  const length = () => statSync(output).size;
  call("freeze", place);
  assert.equal(call("isFrozen", place), "true");
  const before = length();
  await delay(100);
  assert.equal(length(), before);
  call("thaw", place);
  assert.equal(call("isFrozen", place), "false");
  await until(() => length() > before);
});

test("signals reach everybody, also in groups below, and the frozen die", options, async (t) => {
  const { place, folder } = begin(t);
  const pid = run(place, {}, ...sleeper);
  mkdirSync(`${folder}/below`);
  const other = spawn("sleep", ["1000"]);
  writeFileSync(`${folder}/below/cgroup.procs`, String(other.pid));
  call("killAll", place, "15");
  await until(() => !isAlive(pid) && !isAlive(other.pid ?? 0));
  assert.equal(call("isFrozen", place), "false");

  call("remove", place);
  const frozen = run(place, {}, ...sleeper);
  call("freeze", place);
  call("killAll", place, "9");
  await until(() => !isAlive(frozen));
});

test("what is not there: nothing to do, or an error that says so", options, (t) => {
  const { place } = begin(t);
  assert.equal(call("processes", place), "[]");
  assert.equal(call("isFrozen", place), "false");
  call("killAll", place, "9");
  call("remove", place);
  assert.throws(() => call("freeze", place), /Cannot freeze: there is no cgroup/);
});

test("exec enters groups below, and no others", options, (t) => {
  const { place, folder } = begin(t);
  mkdirSync(`${folder}/a/b`, { recursive: true });
  assert.equal(call("open", place, "/a/b"), "true");
  assert.equal(call("openGroupOf", place, String(process.pid)), "true");
  assert.throws(() => call("open", place, "../x"), /`\.\.` components are not allowed/);
  assert.throws(() => call("open", place, "missing"), /Cannot enter the cgroup .*missing: openat: ENOENT/);
});

test("a controller that is missing is told with its field and the remedy", options, (t) => {
  const { place } = begin(t);
  const missing = ["memory", "foo"].find(
    (name) => !textOf(`${place.mount}/cgroup.controllers`).includes(name),
  );
  const resources = missing === "memory" ? { memory: { limit: 1048576 } } : { unified: { "foo.bar": "1" } };
  const field = missing === "memory" ? "memory\\.limit" : 'unified\\["foo\\.bar"\\]';
  assert.throws(
    () => run(place, resources, ...sleeper),
    new RegExp(`linux\\.resources\\.${field}: controller \`${missing}\` is not available under .*; `),
  );
});

test("a limit is written where its controller is", options, (t) => {
  const { place, folder } = begin(t);
  if (!textOf(`${place.mount}/cgroup.controllers`).includes("hugetlb"))
    return t.skip("no controller hugetlb");
  run(place, { hugepageLimits: [{ pageSize: "2MB", limit: 4194304 }] }, ...sleeper);
  assert.equal(textOf(`${folder}/hugetlb.2MB.max`), "4194304");
  assert.equal(textOf(`${folder}/hugetlb.2MB.rsvd.max`), "4194304");
  assert.deepEqual(JSON.parse(call("stats", place)).hugetlb["2MB"], { failcnt: 0 });
  assert.throws(
    () => call("limit", place, JSON.stringify({ hugepageLimits: [{ pageSize: "3MB", limit: 1 }] })),
    /linux\.resources\.hugepageLimits\[0\]: cannot write hugetlb\.3MB\.max of .*no such file or directory/,
  );
});

test("stats without controllers: what the kernel counts in any case", options, (t) => {
  const { place } = begin(t);
  run(place, {}, ...sleeper);
  const stats = JSON.parse(call("stats", place));
  assert.ok(stats.cpu.usage.total > 0);
  assert.equal(stats.pids.current, 1);
});

test("the end of the last process ends the watch for memory", options, async (t) => {
  const { place } = begin(t);
  run(place, {}, ...sleeper);
  const watch = spawn(await cgroupProgram(), ["oom", JSON.stringify(place)]);
  let said = "";
  watch.stdout.on("data", (data) => (said += data));
  await until(() => said.includes("watching"));
  call("killAll", place, "9");
  await until(() => watch.exitCode !== null);
  assert.equal(said, "watching\nended\n");
});

test("a group can be given to another user", options, (t) => {
  const { place, folder } = begin(t);
  call("make", place);
  call("giveTo", place, "1234");
  const owners = readdirSync(folder).filter((name) => statSync(`${folder}/${name}`).uid === 1234);
  assert.ok(owners.includes("cgroup.procs") && owners.includes("cgroup.subtree_control"));
  assert.ok(!owners.includes("cgroup.freeze") && !owners.includes("cgroup.kill"));
  assert.equal(statSync(folder).uid, 1234);
});
