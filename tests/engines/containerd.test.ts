/** containerd's own runc shim drives the runtime, without Docker between. CLOISON_RUNTIME: see engine-machine.ts. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EngineMachine, engineMachine } from "./engine-machine.ts";
import { eventually } from "./eventually.ts";
import { TypedTerminal } from "./typed-terminal.ts";

const image = "docker.io/library/busybox:latest";

let machine: EngineMachine;
let run: string;
const sh = (command: string) => machine.guest.run(command);
const tried = (command: string) => machine.guest.try(command);
const remove = async (name: string) => {
  await sh(`ctr task delete --force ${name}`);
  await sh(`ctr container delete ${name}`);
};

describe("containerd", () => {
  before(async () => {
    machine = await engineMachine("docker");
    run = `ctr run --runc-binary ${machine.runtime}`;
  });
  after(() => machine[Symbol.asyncDispose]());

  test("output and the exit code of a task come back", async () => {
    const ended = await tried(`${run} --rm ${image} once sh -c 'echo out; echo err >&2; exit 7'`);
    assert.deepEqual(ended, { exitCode: 7, stdout: "out\n", stderr: "err\n" });
  });

  test("a task that cannot start says why, and leaves nothing", async () => {
    const ended = await tried(`${run} --rm ${image} never no-such-program`);
    assert.notEqual(ended.exitCode, 0);
    assert.match(ended.stderr, /no-such-program/);
    assert.equal(await sh("ctr task list --quiet"), "");
  });

  test("an interactive terminal", async () => {
    const words = [...run.split(" "), "-t", "--rm", image, "typed", "sh"];
    const terminal = await TypedTerminal.open(machine.guest, words);
    await terminal.shows(/# $/);
    await terminal.type("tty\r");
    await terminal.shows(/\n\/dev\/pts\/0\n[\s\S]*# $/);
    await terminal.hasSize("30 90");
    await terminal.type("exit 5\r");
    assert.equal(await terminal.ended(), 5);
    await terminal.close();
  });

  test("a task's life: exec, list, metrics, pause, resume, kill, delete", async () => {
    await sh(`${run} -d --memory-limit 67108864 ${image} life sh -c 'while :; do sleep 0.1; done'`);
    const [, pid = "", status] = (await sh("ctr task list | grep ^life")).split(/\s+/);
    assert.equal(status, "RUNNING");
    // The shim has put down what it needs to find the container again, with the pid that the runtime wrote.
    const folder = "/run/containerd/io.containerd.runtime.v2.task/default/life";
    assert.equal(await sh(`cat ${folder}/init.pid`), pid);
    const group = `/sys/fs/cgroup${(await sh(`cat /proc/${pid}/cgroup`)).replace(/^0::/, "")}`;
    assert.equal(await sh(`cat ${group}/memory.max`), "67108864");

    assert.equal(
      await sh("ctr task exec --exec-id one --cwd /tmp life sh -c 'pwd; cat /proc/1/comm'"),
      "/tmp\nsh",
    );
    assert.equal((await tried("ctr task exec --exec-id two life sh -c 'exit 9'")).exitCode, 9);
    assert.equal(await sh("ctr task exec --exec-id three --user 33:33 life id -u"), "33");
    const missing = await tried("ctr task exec --exec-id four life no-such-program");
    assert.match(missing.stderr, /no-such-program/);
    for (let time = 0; time < 5; time++) await sh(`ctr task exec --exec-id again${time} life true`);
    assert.match(await sh("ctr task ps life"), new RegExp(`^${pid}\\b`, "m"));
    assert.match(await sh("ctr task metrics life"), /memory\.usage_in_bytes|memory/);

    await sh("ctr task pause life");
    assert.match(await sh("ctr task list"), /PAUSED/);
    assert.match(await sh(`cat ${group}/cgroup.events`), /frozen 1/);
    await sh("ctr task resume life");
    assert.match(await sh(`cat ${group}/cgroup.events`), /frozen 0/);
    await sh("ctr task kill --signal SIGKILL life");
    await eventually(async () => assert.match(await sh("ctr task list"), /STOPPED/));
    await remove("life");
    assert.equal((await tried(`test -e ${group}`)).exitCode, 1, "the cgroup is still there");
  });

  test("a terminal for a process that joins", async () => {
    await sh(`${run} -d ${image} joined sleep 1000`);
    const words = "ctr task exec -t --exec-id seen joined sh".split(" ");
    const terminal = await TypedTerminal.open(machine.guest, words);
    await terminal.shows(/# $/);
    await terminal.hasSize("30 90");
    await terminal.type("exit\r");
    assert.equal(await terminal.ended(), 0);
    await terminal.close();
    await remove("joined");
  });

  test("cgroups of systemd", async () => {
    await sh(
      `${run} -d --runc-systemd-cgroup --cgroup system.slice:ctr:unit --memory-limit 67108864 ${image} unit sleep 1000`,
    );
    assert.equal(await sh("systemctl is-active ctr-unit.scope"), "active");
    assert.equal(await sh("systemctl show --value --property=MemoryMax ctr-unit.scope"), "67108864");
    assert.equal(await sh("cat /sys/fs/cgroup/system.slice/ctr-unit.scope/memory.max"), "67108864");
    await sh("ctr task exec --exec-id one unit true");
    await remove("unit");
    assert.notEqual((await tried("systemctl is-active ctr-unit.scope")).exitCode, 0);
  });

  test("a signal of all processes, when the first shares its pids with the host", async () => {
    await sh(`${run} -d --with-ns pid:/proc/1/ns/pid ${image} shared sh -c 'sleep 2000 & sleep 2001'`);
    await eventually(async () => assert.equal(await sh("pgrep -xfc 'sleep 200[01]'"), "2"));
    await sh("ctr task kill --all --signal SIGKILL shared");
    await eventually(async () => assert.equal((await tried("pgrep -xf 'sleep 200[01]'")).stdout, ""));
    await remove("shared");
  });

  test("the shim outlives neither its task nor leaves mounts", async () => {
    assert.equal(await sh("ctr task list --quiet"), "");
    await eventually(async () =>
      assert.equal((await tried("pgrep -f -- '-[n]amespace default'")).stdout, ""),
    );
    assert.equal(await sh("grep -c io.containerd.runtime.v2.task/default /proc/mounts || true"), "0");
  });
});
