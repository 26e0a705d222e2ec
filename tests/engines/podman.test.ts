/** Podman drives the runtime through conmon. CLOISON_RUNTIME: see engine-machine.ts. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EngineMachine, engineMachine } from "./engine-machine.ts";
import { eventually } from "./eventually.ts";
import { TypedTerminal } from "./typed-terminal.ts";

let machine: EngineMachine;
/** Podman with the runtime that is judged. */
let podman: string;
const sh = (command: string) => machine.guest.run(command);
const tried = (command: string) => machine.guest.try(command);
const offline = "--network none";

/** The folder of a container's cgroup. Podman asks crun to put the process one level below. */
async function cgroupOf(name: string): Promise<string> {
  const pid = await sh(`${podman} inspect --format '{{.State.Pid}}' ${name}`);
  const line = await sh(`cat /proc/${pid}/cgroup`);
  return `/sys/fs/cgroup${line.replace(/^0::/, "").replace(/\/container$/, "")}`;
}

describe("podman", () => {
  before(async () => {
    machine = await engineMachine("linux");
    podman = `podman --runtime ${machine.runtime}`;
    await sh("podman pull --quiet oci:/usr/share/cloison/images/busybox");
    await sh("podman tag $(podman images --quiet) busybox");
  });
  after(() => machine[Symbol.asyncDispose]());

  test("output, errors and the exit code of a container come back", async () => {
    const ended = await tried(`${podman} run --rm ${offline} busybox sh -c 'echo out; echo err >&2; exit 7'`);
    assert.deepEqual(ended, { exitCode: 7, stdout: "out\n", stderr: "err\n" });
    const missing = await tried(`${podman} run --rm ${offline} busybox no-such-program`);
    assert.equal(missing.exitCode, 127, missing.stderr);
    const forbidden = await tried(`${podman} run --rm ${offline} busybox /etc/passwd`);
    assert.equal(forbidden.exitCode, 126, forbidden.stderr);
  });

  test("an interactive terminal has its size and follows it", async () => {
    const words = [...podman.split(" "), "run", "-it", "--rm", ...offline.split(" "), "busybox", "sh"];
    const terminal = await TypedTerminal.open(machine.guest, words);
    await terminal.shows(/# $/);
    await terminal.type("tty\r");
    await terminal.shows(/\n\/dev\/pts\/0\n[\s\S]*# $/);
    await terminal.hasSize("30 90");
    await terminal.followsSize();
    await terminal.type("exit 5\r");
    assert.equal(await terminal.ended(), 5);
    await terminal.close();
  });

  for (const manager of ["systemd", "cgroupfs"] as const) {
    test(`a container's life with cgroups of ${manager}`, async () => {
      const managed = `${podman} --cgroup-manager ${manager}`;
      const name = `life-${manager}`;
      const script = "trap 'echo stopping; exit 3' TERM; echo begun; while :; do sleep 0.1; done";
      const limits = "--memory 64m --memory-swap 96m --cpus 0.5 --pids-limit 50";
      await sh(`${managed} run -d --name ${name} ${offline} ${limits} busybox sh -c "${script}"`);
      await eventually(async () => assert.equal(await sh(`${managed} logs ${name}`), "begun"));
      const group = await cgroupOf(name);
      assert.match(
        group,
        manager === "systemd" ? /libpod-[0-9a-f]{64}\.scope/ : /\/libpod_parent\/libpod-[0-9a-f]{64}/,
      );
      const files = "memory.max memory.swap.max cpu.max pids.max";
      assert.equal(await sh(`cd ${group} && cat ${files}`), "67108864\n33554432\n50000 100000\n50");
      await sh(`${managed} update --memory 80m --pids-limit 60 ${name}`);
      assert.equal(await sh(`cd ${group} && cat memory.max pids.max`), "83886080\n60");

      const as = `${managed} exec --user 33:33 --env ADDED=2 --workdir /tmp ${name}`;
      assert.equal(await sh(`${as} sh -c 'id -u; id -g; echo $ADDED; pwd'`), "33\n33\n2\n/tmp");
      assert.equal((await tried(`${managed} exec ${name} sh -c 'exit 9'`)).exitCode, 9);
      assert.equal((await tried(`${managed} exec ${name} no-such-program`)).exitCode, 127);
      await sh(`${managed} pause ${name}`);
      assert.match(await sh(`cat ${group}/cgroup.events`), /frozen 1/);
      await sh(`${managed} unpause ${name}`);
      await sh(`${managed} stop ${name}`);
      assert.equal(await sh(`${managed} inspect --format '{{.State.ExitCode}}' ${name}`), "3");
      await sh(`${managed} start ${name}`);
      await eventually(async () => assert.match(await sh(`${managed} logs ${name}`), /stopping\nbegun$/));
      await sh(`${managed} rm --force --time 0 ${name}`);
      assert.equal((await tried(`test -e ${group}`)).exitCode, 1, "the cgroup is still there");
    });
  }

  test("a read-only root with places to write", async () => {
    const script = "touch /mark; touch /tmp/mark /data/mark && echo written";
    const options = "--read-only --volume data:/data";
    const ended = await tried(`${podman} run --rm ${offline} ${options} busybox sh -c '${script}'`);
    assert.match(ended.stderr, /\/mark: Read-only file system/);
    assert.equal(ended.stdout, "written\n");
  });

  test("a container that runs out of memory is said to have been killed for it", async () => {
    const limits = "--memory 16m --memory-swap 16m";
    const command = "head -c 200m /dev/zero | tail";
    const ended = await tried(`${podman} run --name greedy ${offline} ${limits} busybox sh -c '${command}'`);
    assert.equal(ended.exitCode, 137, ended.stderr);
    assert.equal(await sh(`${podman} inspect --format '{{.State.OOMKilled}}' greedy`), "true");
    await sh(`${podman} rm greedy`);
  });

  test("capabilities and the default filter", async () => {
    const status = "grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status";
    const shown = async (options: string) =>
      (await sh(`${podman} run --rm ${offline} ${options} busybox ${status}`))
        .replaceAll("\t", " ")
        .split("\n");
    assert.deepEqual(await shown(""), ["CapEff: 00000000800405fb", "NoNewPrivs: 0", "Seccomp: 2"]);
    const less =
      "--cap-drop all --security-opt no-new-privileges --security-opt seccomp=unconfined --user 1000";
    assert.deepEqual(await shown(less), ["CapEff: 0000000000000000", "NoNewPrivs: 1", "Seccomp: 0"]);
  });

  test("a user namespace of its own, its root unlike the host's", async () => {
    await sh("echo containers:2147483647:2147483648 | tee -a /etc/subuid >>/etc/subgid");
    const script = "cat /proc/self/uid_map; id -u; touch /data/mark && stat -c %u /data/mark";
    const options = `--userns auto --volume mapped:/data:idmap`;
    const run = async (options: string) =>
      sh(`${podman} run --rm ${offline} ${options} busybox sh -c '${script}'`);
    const [map = "", ...rest] = (await run(options)).split("\n");
    assert.match(map, /^\s*0\s+21474836\d\d\s+\d+$/);
    assert.deepEqual(rest, ["0", "0"]);
  });

  test("an ordinary user runs a container without any right", async () => {
    // Without subordinate ids: what maps them is not in the machine.
    await sh("useradd --create-home student && sed -i /^student:/d /etc/subuid /etc/subgid");
    await sh("install -d -o student -m 0700 /run/user/$(id -u student)");
    const asStudent = (command: string) =>
      `cd /home/student && setpriv --reuid student --regid student --init-groups --reset-env ` +
      `env XDG_RUNTIME_DIR=/run/user/$(id -u student) PATH=/usr/local/bin:/usr/bin:/usr/sbin ${command}`;
    await sh(asStudent("podman pull --quiet oci:/usr/share/cloison/images/busybox"));
    const image = await sh(asStudent("podman images --quiet"));
    const rootless = `podman --runtime ${machine.runtime} --cgroup-manager cgroupfs`;
    const status = "cat /proc/self/uid_map; id -u; grep Seccomp: /proc/self/status";
    const shown = await sh(asStudent(`${rootless} run --rm ${offline} ${image} sh -c '${status}'`));
    assert.match(shown, new RegExp(`^\\s*0\\s+${await sh("id -u student")}\\s+1\n0\nSeccomp:\\s+2$`));
    await sh(asStudent(`${rootless} run -d --name mine ${offline} ${image} sleep 1000`));
    assert.equal(await sh(asStudent(`${rootless} exec mine cat /proc/1/comm`)), "sleep");
    await sh(asStudent(`${rootless} rm --force --time 0 mine`));
  });

  test("a health check", async () => {
    const health = "--health-cmd 'test -e /tmp/well' --health-interval disable --health-retries 1";
    await sh(`${podman} run -d --name patient ${offline} ${health} busybox sleep 1000`);
    assert.equal((await tried(`${podman} healthcheck run patient`)).exitCode, 1);
    await sh(`${podman} exec patient touch /tmp/well`);
    assert.equal((await tried(`${podman} healthcheck run patient`)).exitCode, 0);
    await sh(`${podman} rm --force --time 0 patient`);
  });

  test("a terminal that is attached later", async () => {
    await sh(`${podman} run -dit --name later ${offline} busybox sh`);
    const terminal = await TypedTerminal.open(machine.guest, [...podman.split(" "), "attach", "later"]);
    await terminal.type("\r");
    await terminal.shows(/# $/);
    await terminal.type("echo $((6 * 7))\r");
    await terminal.shows(/\n42\n/);
    await terminal.type("exit 4\r");
    await terminal.ended();
    await terminal.close();
    assert.equal(await sh(`${podman} inspect --format '{{.State.ExitCode}}' later`), "4");
    await sh(`${podman} rm --force --time 0 later`);
  });

  test("nothing is left when every container is gone", async () => {
    assert.equal(await sh(`${podman} ps --all --quiet`), "");
    const left = "ls -A /run/cloison /run/runc /run/crun 2>/dev/null | grep '^[0-9a-f]' || true";
    assert.equal(await sh(left), "");
  });
});
