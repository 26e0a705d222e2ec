/** Docker drives the runtime through containerd's own runc shim. CLOISON_RUNTIME: see engine-machine.ts. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type EngineMachine, engineMachine, runtimeName } from "./engine-machine.ts";
import { eventually } from "./eventually.ts";
import { TypedTerminal } from "./typed-terminal.ts";

let machine: EngineMachine;
const sh = (command: string) => machine.guest.run(command);
const tried = (command: string) => machine.guest.try(command);
/** A container without a network: most of these tests have no use for one, and it takes its time. */
const run = "docker run --runtime judged --network none";
const inspect = (name: string, format: string) => sh(`docker inspect --format '${format}' ${name}`);

async function registerRuntime(extra: Record<string, unknown> = {}): Promise<void> {
  const path = "/etc/docker/daemon.json";
  const settings = JSON.parse(await sh(`cat ${path}`));
  const runtimes = { ...settings.runtimes, judged: { path: machine.runtime } };
  await machine.guest.write(path, JSON.stringify({ ...settings, runtimes, ...extra }));
}

/** The folder of a container's cgroup. crun puts the process one level below. */
async function cgroupOf(name: string): Promise<string> {
  const pid = await inspect(name, "{{.State.Pid}}");
  const line = await sh(`cat /proc/${pid}/cgroup`);
  return `/sys/fs/cgroup${line.replace(/^0::/, "").replace(/\/container$/, "")}`;
}

describe("docker", () => {
  before(async () => {
    machine = await engineMachine("docker");
    await registerRuntime();
    await sh("kill -HUP $(pidof dockerd)");
    await eventually(async () => assert.match(await sh("docker info --format '{{.Runtimes}}'"), /judged/));
  });
  after(() => machine[Symbol.asyncDispose]());

  test("output, errors and the exit code of a container come back", async () => {
    const ended = await tried(`${run} --rm busybox sh -c 'echo out; echo err >&2; exit 7'`);
    assert.deepEqual(ended, { exitCode: 7, stdout: "out\n", stderr: "err\n" });
  });

  test("a program that is not there is told apart from one that fails", async () => {
    const missing = await tried(`${run} --rm busybox no-such-program`);
    // Docker goes by the words that runc uses, which crun does not.
    assert.equal(missing.exitCode, runtimeName === "crun" ? 125 : 127, missing.stderr);
    assert.match(missing.stderr, /no-such-program/);
    const forbidden = await tried(`${run} --rm busybox /etc/passwd`);
    assert.equal(forbidden.exitCode, runtimeName === "crun" ? 125 : 126, forbidden.stderr);
  });

  test("an interactive terminal has its size, follows it, and passes Ctrl-C on", async () => {
    const words = ["docker", ...run.split(" ").slice(1), "-it", "--rm", "busybox", "sh"];
    const terminal = await TypedTerminal.open(machine.guest, words);
    await terminal.shows(/# $/);
    await terminal.hasSize("30 90");
    await terminal.type("tty; cat /proc/1/comm\r");
    await terminal.shows(/\n\/dev\/pts\/0\nsh\n[\s\S]*# $/);
    await terminal.followsSize();
    await terminal.type("sleep 100\r");
    await terminal.shows(/sleep 100\n/);
    await terminal.type("\x03");
    await terminal.shows(/\^C[\s\S]*# $/);
    await terminal.type("exit 5\r");
    assert.equal(await terminal.ended(), 5);
    await terminal.close();
  });

  test("a detached container: exec in all its forms, logs, top, stop, restart", async () => {
    const script = "trap 'echo stopping; exit 3' TERM; echo begun; while :; do sleep 0.1; done";
    await sh(`${run} -d --name life --env KEPT=1 --workdir /var busybox sh -c "${script}"`);
    await eventually(async () => assert.equal(await sh("docker logs life"), "begun"));

    assert.equal(await sh("docker exec life sh -c 'pwd; echo $KEPT; cat /proc/1/comm'"), "/var\n1\nsh");
    const as = "docker exec --user 33:33 --env ADDED=2 --workdir /tmp life";
    assert.equal(await sh(`${as} sh -c 'id -u; id -g; echo $ADDED; pwd'`), "33\n33\n2\n/tmp");
    assert.equal((await tried("docker exec life sh -c 'exit 9'")).exitCode, 9);
    // Docker says 126 or 127, as its version is.
    assert.match(String((await tried("docker exec life no-such-program")).exitCode), /^12[67]$/);
    await sh("docker exec --detach life sh -c 'echo there >/tmp/mark'");
    await eventually(async () => assert.equal(await sh("docker exec life cat /tmp/mark"), "there"));
    assert.equal(await sh("echo typed | docker exec --interactive life cat"), "typed");
    assert.match(await sh("docker top life"), /while :/);

    await sh("docker stop life");
    assert.equal(await inspect("life", "{{.State.Status}} {{.State.ExitCode}}"), "exited 3");
    assert.equal(await sh("docker logs life"), "begun\nstopping");
    await sh("docker restart life");
    await eventually(async () => assert.match(await sh("docker logs life"), /begun\nstopping\nbegun/));
    await sh("docker kill --signal KILL life");
    await eventually(async () => assert.equal(await inspect("life", "{{.State.ExitCode}}"), "137"));
    await sh("docker rm life");
  });

  test("exec with a terminal", async () => {
    await sh(`${run} -d --name seen busybox sleep 1000`);
    const terminal = await TypedTerminal.open(machine.guest, ["docker", "exec", "-it", "seen", "sh"]);
    await terminal.shows(/# $/);
    await terminal.hasSize("30 90");
    await terminal.type("exit\r");
    assert.equal(await terminal.ended(), 0);
    await terminal.close();
    await sh("docker rm --force seen");
  });

  test("pause stops every process, unpause lets them go on", async () => {
    await sh(`${run} -d --name paused busybox sh -c 'while :; do date +%s.%N >/tmp/now; done'`);
    const group = await cgroupOf("paused");
    await sh("docker pause paused");
    assert.equal(await inspect("paused", "{{.State.Status}}"), "paused");
    assert.match(await sh(`cat ${group}/cgroup.events`), /frozen 1/);
    assert.notEqual((await tried("docker exec paused true")).exitCode, 0);
    await sh("docker unpause paused");
    assert.match(await sh(`cat ${group}/cgroup.events`), /frozen 0/);
    await sh("docker exec paused true");
    await sh("docker rm --force paused");
    assert.equal((await tried(`test -e ${group}`)).exitCode, 1, "the cgroup is still there");
  });

  test("limits are in the container's cgroup, and change by update", async () => {
    const limits =
      "--memory 64m --memory-swap 96m --cpus 0.5 --pids-limit 50 --cpu-shares 512 --cpuset-cpus 0";
    await sh(`${run} -d --name limited ${limits} busybox sleep 1000`);
    const group = await cgroupOf("limited");
    assert.match(
      group,
      /system\.slice\/docker-[0-9a-f]{64}\.scope$/,
      "the systemd driver is Docker's default",
    );
    const files = "memory.max memory.swap.max cpu.max pids.max cpuset.cpus";
    assert.equal(await sh(`cd ${group} && cat ${files}`), "67108864\n33554432\n50000 100000\n50\n0");
    assert.equal(await sh("docker exec limited cat /sys/fs/cgroup/pids.max"), "50");
    await sh("docker update --memory 80m --memory-swap 80m --cpus 0.25 --pids-limit 60 limited");
    assert.equal(await sh(`cd ${group} && cat ${files}`), "83886080\n0\n25000 100000\n60\n0");
    assert.match(await sh("docker stats --no-stream --format '{{.MemUsage}}' limited"), /\/ 80MiB/);
    await sh("docker rm --force limited");
  });

  test("a container that runs out of memory is said to have been killed for it", async () => {
    // The first process stays a while: an end that comes with the event may be told without it.
    const script = "head -c 200m /dev/zero | tail >/dev/null; code=$?; sleep 3; exit $code";
    const limits = "--memory 16m --memory-swap 16m";
    const ended = await tried(`${run} --name greedy ${limits} busybox sh -c '${script}'`);
    assert.equal(ended.exitCode, 137, ended.stderr);
    await eventually(async () => assert.equal(await inspect("greedy", "{{.State.OOMKilled}}"), "true"));
    await sh("docker rm greedy");
  });

  test("more processes than allowed cannot be started", async () => {
    const fork = "for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait";
    const ended = await tried(`${run} --rm --pids-limit 4 busybox sh -c '${fork}'`);
    assert.match(ended.stderr, /can't fork/);
  });

  test("a read-only root with places to write", async () => {
    const options = "--read-only --tmpfs /tmp --mount type=volume,dst=/data";
    const script = "touch /mark; touch /tmp/mark && touch /data/mark && echo written";
    const ended = await tried(`${run} --rm ${options} busybox sh -c '${script}'`);
    assert.match(ended.stderr, /\/mark: Read-only file system/);
    assert.equal(ended.stdout, "written\n");
  });

  test("what a container may do: the defaults, less, and more", async () => {
    const status = "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status";
    const shown = async (options: string) =>
      (await sh(`${run} --rm ${options} busybox ${status}`)).replaceAll(/\t/g, " ").split("\n");
    assert.deepEqual(await shown(""), [
      "CapEff: 00000000a80425fb",
      "CapBnd: 00000000a80425fb",
      "NoNewPrivs: 0",
      "Seccomp: 2",
    ]);
    const less = "--cap-drop ALL --cap-add NET_BIND_SERVICE --security-opt no-new-privileges --user 1000";
    assert.deepEqual(await shown(less), [
      "CapEff: 0000000000000000",
      "CapBnd: 0000000000000400",
      "NoNewPrivs: 1",
      "Seccomp: 2",
    ]);
    const [capabilities, , , seccomp] = await shown("--privileged");
    assert.match(capabilities ?? "", /^CapEff: 000001ff/);
    assert.equal(seccomp, "Seccomp: 0");
  });

  test("the default filter forbids, and without it the same is allowed", async () => {
    // Only the filter stands in the way: the capability is there.
    const remount = "busybox mount -t tmpfs none /mnt";
    const command = (options: string) =>
      `${run} --rm --cap-add SYS_ADMIN --tmpfs /mnt ${options} busybox sh -c '${remount}'`;
    assert.equal((await tried(command("--security-opt seccomp=unconfined"))).exitCode, 0);
    const keyring = `${run} --rm busybox sh -c 'cat /proc/keys'`;
    assert.doesNotMatch((await tried(keyring)).stdout, /_ses/);
    const unshare = (options: string) => tried(`${run} --rm ${options} busybox unshare -U true`);
    assert.notEqual((await unshare("")).exitCode, 0);
    assert.equal((await unshare("--security-opt seccomp=unconfined")).exitCode, 0);
  });

  test("user, groups, limits, host name, kernel settings, devices", async () => {
    const options =
      "--user 1000:1001 --group-add 2000 --ulimit nofile=100:200 --hostname inside --domainname example.org " +
      "--sysctl net.ipv4.ip_unprivileged_port_start=80 --device /dev/vda:/dev/disk:r --shm-size 8m";
    const script =
      "id -u; id -g; id -G; ulimit -n; hostname; cat /proc/sys/net/ipv4/ip_unprivileged_port_start;" +
      "stat -c %F /dev/disk; df -k /dev/shm | tail -n 1";
    const lines = (await sh(`${run} --rm ${options} busybox sh -c '${script}'`)).split("\n");
    assert.deepEqual(lines.slice(0, 7), [
      "1000",
      "1001",
      "1001 2000",
      "100",
      "inside",
      "80",
      "block special file",
    ]);
    assert.match(lines[7] ?? "", /\b8192\b/);
  });

  test("Linux namespaces of another container are joined", async () => {
    await sh(`${run} -d --name first --ipc shareable busybox sleep 1000`);
    const joined = "--pid container:first --ipc container:first";
    assert.match(
      await sh(`docker run --runtime judged --rm ${joined} --network container:first busybox ps`),
      /sleep 1000/,
    );
    await sh("docker rm --force first");
  });

  test("a container on the bridge answers", async () => {
    await sh("docker run --runtime judged -d --name served web");
    const address = await inspect("served", "{{.NetworkSettings.IPAddress}}");
    await eventually(async () => assert.match(await sh(`curl -sf http://${address}/`), /html/i));
    await sh("docker rm --force served");
  });

  test("a health check runs again and again, and leaves nothing behind", async () => {
    const health =
      "--health-cmd 'test -e /tmp/well' --health-interval 1s --health-retries 1 --health-start-period 0s";
    await sh(`${run} -d --name patient ${health} busybox sleep 1000`);
    const is = (state: string) => async () =>
      assert.equal(await inspect("patient", "{{.State.Health.Status}}"), state);
    await eventually(is("unhealthy"));
    await sh("docker exec patient touch /tmp/well");
    await eventually(is("healthy"));
    const group = await cgroupOf("patient");
    await eventually(async () => assert.equal(await sh(`cat ${group}/cgroup.procs | wc -l`), "1"));
    await sh("docker rm --force patient");
  });

  test("a container that fails is started again as often as asked", async () => {
    await sh(`${run} -d --name stubborn --restart on-failure:2 busybox sh -c 'echo try; exit 1'`);
    await eventually(async () =>
      assert.equal(await inspect("stubborn", "{{.RestartCount}} {{.State.Status}}"), "2 exited"),
    );
    assert.equal(await sh("docker logs stubborn"), "try\ntry\ntry");
    await sh("docker rm stubborn");
  });

  test("the other cgroup driver: files instead of systemd", async () => {
    await registerRuntime({ "exec-opts": ["native.cgroupdriver=cgroupfs"] });
    await sh("systemctl restart docker");
    await sh(`${run} -d --name filed --memory 64m --pids-limit 50 busybox sleep 1000`);
    const group = await cgroupOf("filed");
    assert.match(group, /^\/sys\/fs\/cgroup\/docker\/[0-9a-f]{64}$/);
    assert.equal(await sh(`cat ${group}/memory.max ${group}/pids.max`), "67108864\n50");
    assert.equal(await sh("docker exec filed cat /sys/fs/cgroup/memory.max"), "67108864");
    await sh("docker rm --force filed");
    assert.equal((await tried(`test -e ${group}`)).exitCode, 1, "the cgroup is still there");
  });

  test("nothing of the runtime is left when every container is gone", async () => {
    assert.equal(await sh("docker ps --all --quiet"), "");
    const leftovers =
      "ls -A /run/docker/runtime-*/moby /run/containerd/runc/moby 2>/dev/null | grep '^[0-9a-f]' || true";
    assert.equal(await sh(leftovers), "");
  });
});
