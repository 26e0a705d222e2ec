import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { defaultMachine } from "../../labs/machine.ts";
import type { CgroupPlace } from "../../runtime/cgroup/plan-cgroup.ts";
import { agentOf, type MachineAgentConnection } from "../vm/agent-of.ts";
import { openMachines } from "../vm/open-machines.ts";
import { cgroupProgram } from "./cgroup-program.ts";
import { pushProgram } from "./guest-program.ts";

/* Limits and systemd, in a machine with all controllers: Debian 13, pure cgroup v2. */

const mount = "/sys/fs/cgroup";
const MiB = 1024 * 1024;
const denyAll = { allow: false, access: "rwm" };
const sleeper = "/bin/sh -c 'exec sleep 1000 >/dev/null 2>&1 </dev/null'";
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const filePlace = (path: string): CgroupPlace => ({
  driver: "file",
  mount,
  folder: mount + path,
  isAsked: true,
  isRootless: false,
});

const unitPlace = (name: string, properties: Record<string, string> = {}): CgroupPlace => ({
  driver: "systemd",
  mount,
  folder: `${mount}/system.slice/${name}`,
  isAsked: true,
  isRootless: false,
  unit: { name, slice: "system.slice", isUser: false, properties },
});

/** What the machine is asked. A verb that fails gives its error. */
class Guest {
  readonly #agent: MachineAgentConnection;
  readonly #program: string;

  constructor(agent: MachineAgentConnection, program: string) {
    this.#agent = agent;
    this.#program = program;
  }

  sh(script: string): Promise<string> {
    return this.#agent.run(script);
  }

  async verb(verb: string, place: object, ...words: string[]): Promise<string> {
    const command = [this.#program, verb, JSON.stringify(place), ...words].map(quote).join(" ");
    const answer = await this.sh(`${command} && echo ok || echo failed`);
    const said = answer.replace(/\n?(ok|failed)$/, "");
    if (answer.endsWith("failed")) throw new Error(said);
    return said;
  }

  /** Starts a sleeper in a group with limits. Result: its pid. */
  async run(place: object, resources: object): Promise<string> {
    const command = [this.#program, "run", JSON.stringify(place), JSON.stringify(resources)]
      .map(quote)
      .join(" ");
    const answer = await this.sh(`${command} ${sleeper} || true`);
    if (!/^\d+$/.test(answer)) throw new Error(answer);
    return answer;
  }

  async files(place: CgroupPlace, ...names: string[]): Promise<Record<string, string>> {
    const text = await this.sh(`cd ${place.folder} && grep . ${names.join(" ")} /dev/null || true`);
    return Object.fromEntries(text.split("\n").map((line) => line.split(/:(.*)/s).slice(0, 2)));
  }

  async end(place: object): Promise<void> {
    await this.verb("killAll", place, "9");
    await this.verb("remove", place);
  }
}

test("control groups in a machine of its own", { timeout: 600_000 }, async (t) => {
  const { machines } = await openMachines(t);
  const id = await machines.place(defaultMachine);
  await using agent = await agentOf(machines, id);
  const guest = new Guest(agent, await pushProgram(agent.client, await cgroupProgram()));
  const disk = await guest.sh("lsblk -dno MAJ:MIN | head -1 | tr -d ' '");
  const [major, minor] = disk.split(":").map(Number);

  await t.test("every limit arrives in its file", async () => {
    const place = filePlace("/deep/er/box");
    await guest.run(place, {
      memory: { limit: 64 * MiB, reservation: 32 * MiB, swap: 80 * MiB },
      cpu: { shares: 512, quota: 50_000, period: 200_000, burst: 10_000, cpus: "0", mems: "0" },
      pids: { limit: 20 },
      blockIO: { weight: 500, throttleReadBpsDevice: [{ major, minor, rate: MiB }] },
      unified: { "memory.high": String(48 * MiB), "cgroup.max.depth": "3" },
      devices: [denyAll],
    });
    assert.deepEqual(
      await guest.files(
        place,
        ...[
          "memory.max",
          "memory.low",
          "memory.swap.max",
          "memory.high",
          "cpu.weight",
          "cpu.max",
          "cpu.max.burst",
        ],
        ...["cpuset.cpus", "cpuset.mems", "pids.max", "io.max", "cgroup.max.depth"],
      ),
      {
        "memory.max": String(64 * MiB),
        "memory.low": String(32 * MiB),
        "memory.swap.max": String(16 * MiB),
        "memory.high": String(48 * MiB),
        "cpu.weight": "59",
        "cpu.max": "50000 200000",
        "cpu.max.burst": "10000",
        "cpuset.cpus": "0",
        "cpuset.mems": "0",
        "pids.max": "20",
        "io.max": `${disk} rbps=${MiB} wbps=max riops=max wiops=max`,
        "cgroup.max.depth": "3",
      },
    );
    await guest.verb(
      "limit",
      place,
      JSON.stringify({ memory: { limit: -1 }, cpu: { quota: -1, idle: 1 } }),
      "keep",
    );
    assert.deepEqual(await guest.files(place, "memory.max", "memory.swap.max", "cpu.max", "cpu.idle"), {
      "memory.max": "max",
      "memory.swap.max": "max",
      "cpu.max": "max 100000",
      "cpu.idle": "1",
    });
    await guest.end(place);
    await guest.sh("rmdir /sys/fs/cgroup/deep/er /sys/fs/cgroup/deep");
  });

  await t.test("what the kernel or the machine cannot do is told with its field", async () => {
    const place = filePlace("/bad");
    const fails = (resources: object, message: RegExp) =>
      assert.rejects(guest.run(place, resources), message);
    await fails(
      { unified: { "foo.bar": "x" } },
      /unified\["foo\.bar"\]: controller `foo` is not available under/,
    );
    await fails({ unified: { "memory.DOESNTEXIST": "x" } }, /no such file or directory/);
    await fails(
      { cpu: { period: 100 } },
      /linux\.resources\.cpu\.period: the kernel refuses "max 100" .*out of range/,
    );
    await fails({ cpu: { cpus: "77" } }, /linux\.resources\.cpu\.cpus: the kernel refuses "77"/);
    await fails(
      { blockIO: { throttleReadBpsDevice: [{ major: 250, minor: 9, rate: 1 }] } },
      /linux\.resources\.blockIO\.throttleReadBpsDevice\[0\]: the kernel refuses "250:9 rbps=1" .*ENODEV/,
    );
    assert.equal(await guest.sh("ls /sys/fs/cgroup | grep -c ^bad || true"), "0", "nothing is left behind");
  });

  await t.test("controllers that a parent's processes hold back are told with the remedy", async () => {
    // The agent's own group has processes, so it can hand nothing on.
    const parent = await guest.sh(
      "mkdir /sys/fs/cgroup/full; sleep 1000 >/dev/null 2>&1 & echo $! > /sys/fs/cgroup/full/cgroup.procs; echo $!",
    );
    const place = filePlace("/full/box");
    await assert.rejects(
      guest.run(place, { memory: { limit: 64 * MiB } }),
      /memory\.limit: controller `memory` is not available under .*; a group above it has processes of its own/,
    );
    await guest.sh(`kill -9 ${parent}; sleep 0.2; rmdir /sys/fs/cgroup/full`);
  });

  await t.test("a limit below what is in use is refused when asked to check", async () => {
    const place = filePlace("/check");
    await guest.run(place, { memory: { limit: 64 * MiB } });
    const low = { memory: { limit: 4096, checkBeforeUpdate: true } };
    await assert.rejects(
      guest.verb("limit", place, JSON.stringify(low), "keep"),
      /4096 bytes are not more than the \d+ in use/,
    );
    assert.deepEqual(await guest.files(place, "memory.max"), { "memory.max": String(64 * MiB) });
    await guest.end(place);
  });

  await t.test("a process that is killed for want of memory is told, once", async () => {
    const place = filePlace("/oom");
    await guest.run(place, { memory: { limit: 16 * MiB, swap: 16 * MiB } });
    const program = quote(JSON.stringify(place));
    const said = await guest.sh(
      `cloison-test-cgroup oom ${program} > /tmp/oom & watch=$!
       until grep -q watching /tmp/oom; do sleep 0.1; done
       sh -c 'echo $$ > ${place.folder}/cgroup.procs; tail /dev/zero' > /dev/null 2>&1
       until grep -q oom /tmp/oom; do sleep 0.1; done; sleep 0.3
       cloison-test-cgroup killAll ${program} 9; wait $watch; cat /tmp/oom`,
    );
    assert.equal(said, "watching\noom\nended");
    await guest.end(place);
  });

  await t.test("stats are what the files say, in the terms of runc", async () => {
    const place = filePlace("/stats");
    await guest.run(place, {
      memory: { limit: 64 * MiB, swap: 80 * MiB },
      pids: { limit: 9 },
      cpu: { quota: 50_000 },
    });
    await guest.verb("freeze", place);
    const stats = JSON.parse(await guest.verb("stats", place));
    assert.equal(stats.memory.usage.limit, 64 * MiB);
    assert.equal(stats.memory.swap.limit, 80 * MiB);
    assert.deepEqual(stats.pids, { current: 1, limit: 9 });
    assert.equal(
      stats.memory.raw.anon,
      Number(await guest.sh(`awk '/^anon /{print $2}' ${place.folder}/memory.stat`)),
    );
    assert.equal(
      stats.cpu.usage.total,
      1000 * Number(await guest.sh(`awk '/^usage_usec/{print $2}' ${place.folder}/cpu.stat`)),
    );
    await guest.end(place);
  });

  const shown = async (unit: string, ...properties: string[]) =>
    Object.fromEntries(
      (await guest.sh(`systemctl show ${unit} ${properties.map((name) => `-p ${name}`).join(" ")}`))
        .split("\n")
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );

  const limits = {
    memory: { limit: 64 * MiB, swap: 80 * MiB, reservation: 32 * MiB },
    cpu: { shares: 512, quota: 33_333, period: 100_000, cpus: "0" },
    pids: { limit: 20 },
    devices: [denyAll, { allow: true, type: "c", major: 1, minor: 11, access: "r" }],
  };

  await t.test("systemd makes a scope with the limits, changes them, and removes it", async () => {
    const place = unitPlace("test-one.scope", { CollectMode: "'inactive-or-failed'", TimeoutStopSec: "7" });
    const pid = await guest.run(place, limits);
    assert.match(await guest.sh(`cat /proc/${pid}/cgroup`), /^0::\/system\.slice\/test-one\.scope$/);
    assert.deepEqual(
      await shown(
        place.unit?.name ?? "",
        ...[
          "MemoryMax",
          "MemorySwapMax",
          "MemoryLow",
          "TasksMax",
          "CPUWeight",
          "CPUQuotaPerSecUSec",
          "AllowedCPUs",
        ],
        ...["Delegate", "DevicePolicy", "CollectMode", "TimeoutStopUSec"],
      ),
      {
        MemoryMax: String(64 * MiB),
        MemorySwapMax: String(16 * MiB),
        MemoryLow: String(32 * MiB),
        TasksMax: "20",
        CPUWeight: "59",
        CPUQuotaPerSecUSec: "340ms",
        AllowedCPUs: "0",
        Delegate: "yes",
        DevicePolicy: "strict",
        CollectMode: "inactive-or-failed",
        TimeoutStopUSec: "7s",
      },
    );
    const files = ["memory.max", "memory.swap.max", "cpu.max", "pids.max", "cpuset.cpus"];
    assert.deepEqual(await guest.files(place, ...files), {
      "memory.max": String(64 * MiB),
      "memory.swap.max": String(16 * MiB),
      "cpu.max": "34000 100000",
      "pids.max": "20",
      "cpuset.cpus": "0",
    });
    const change = {
      memory: { limit: 128 * MiB },
      pids: { limit: -1 },
      cpu: { quota: 50_000, period: 100_000 },
    };
    await guest.verb("limit", place, JSON.stringify(change), "keep");
    // systemd writes all it knows once more: nothing may change back.
    await guest.sh("systemctl daemon-reload");
    assert.deepEqual(await guest.files(place, ...files), {
      "memory.max": String(128 * MiB),
      "memory.swap.max": String(16 * MiB),
      "cpu.max": "50000 100000",
      "pids.max": "max",
      "cpuset.cpus": "0",
    });
    await guest.end(place);
    assert.deepEqual(await shown("test-one.scope", "LoadState"), { LoadState: "not-found" });
    assert.equal(await guest.sh(`ls -d ${place.folder} 2>/dev/null || echo gone`), "gone");
    await guest.verb("remove", place);
  });

  await t.test("systemd: devices are those of our rules", async () => {
    const place = unitPlace("test-devices.scope");
    const tries =
      "exec >/tmp/devices 2>/dev/null; (true < /dev/kmsg) && echo read; (true > /dev/kmsg) && echo write; (true < /dev/null) && echo null; exec sleep 1000";
    const command = ["run", JSON.stringify(place), JSON.stringify(limits), "/bin/sh", "-c", tries];
    await guest.sh(
      `cloison-test-cgroup ${command.map(quote).join(" ")}; until grep -q null /tmp/devices; do sleep 0.1; done`,
    );
    assert.equal(await guest.sh("cat /tmp/devices"), "read\nnull");
    await guest.end(place);
  });

  await t.test("systemd: a failed unit of the name makes place, a living one does not", async () => {
    const place = unitPlace("test-again.scope");
    await guest.sh(
      "systemd-run --scope --unit=test-again -p RuntimeMaxSec=1 sleep 100 >/dev/null 2>&1 || true",
    );
    assert.deepEqual(await shown("test-again.scope", "ActiveState"), { ActiveState: "failed" });
    await guest.run(place, {});
    await assert.rejects(guest.run(place, {}), /container's cgroup is not empty/);
    await guest.end(place);
  });

  await t.test("systemd: freezing, processes and groups below work as with files", async () => {
    const place = unitPlace("test-below.scope");
    const pid = await guest.run(place, {});
    await guest.sh(`mkdir ${place.folder}/below && echo ${pid} > ${place.folder}/below/cgroup.procs`);
    assert.equal(await guest.verb("processes", place), `[${pid}]`);
    await guest.verb("freeze", place);
    assert.equal(await guest.verb("isFrozen", place), "true");
    await guest.end(place);
    assert.equal(await guest.sh(`ls -d ${place.folder} 2>/dev/null || echo gone`), "gone");
  });

  await t.test("systemd behind the bus answers as behind its own socket", async () => {
    const place = unitPlace("test-bus.scope");
    await guest.sh("mv /run/systemd/private /run/systemd/private.away");
    try {
      await guest.run(place, { pids: { limit: 7 } });
      assert.deepEqual(await guest.files(place, "pids.max"), { "pids.max": "7" });
      await guest.end(place);
    } finally {
      await guest.sh("mv /run/systemd/private.away /run/systemd/private");
    }
    const away = { DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/nowhere" };
    await guest.sh("mv /run/systemd/private /run/systemd/private.away");
    try {
      const [name, value] = Object.entries(away)[0] ?? [];
      const said = await guest.sh(
        `${name}=${value} cloison-test-cgroup run ${quote(JSON.stringify(place))} '{}' ${sleeper} || true`,
      );
      assert.match(
        said,
        /Cannot start the systemd unit test-bus\.scope: Cannot reach systemd: .*leave --systemd-cgroup out/,
      );
    } finally {
      await guest.sh("mv /run/systemd/private.away /run/systemd/private");
    }
  });

  await t.test("an ordinary user: the user's systemd, or no group where none is asked for", async () => {
    // The image has no logind, which would start it at a login.
    const dropIn = "[Service]\\nPAMName=\\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i";
    await guest.sh(
      `useradd --create-home student
       mkdir /etc/systemd/system/user@.service.d
       printf %b '${dropIn}' > /etc/systemd/system/user@.service.d/without-login.conf
       systemctl daemon-reload && systemctl start user@$(id -u student).service`,
    );
    const uid = await guest.sh("id -u student");
    const asStudent = (command: string) =>
      guest.sh(
        `setpriv --reuid=${uid} --regid=${uid} --clear-groups env XDG_RUNTIME_DIR=/run/user/${uid} ${command} || true`,
      );
    const config = { ociVersion: "1.2.0" };
    const planned = await asStudent(
      `cloison-test-cgroup place ${quote(JSON.stringify({ config, options: { id: "mine", usesSystemd: true } }))}`,
    );
    const place = JSON.parse(planned) as CgroupPlace;
    assert.equal(
      place.folder,
      `${mount}/user.slice/user-${uid}.slice/user@${uid}.service/user.slice/cloison-mine.scope`,
    );
    assert.equal(place.isRootless, true);
    const pid = await asStudent(
      `cloison-test-cgroup run ${quote(planned)} ${quote(JSON.stringify({ pids: { limit: 9 }, memory: { limit: 64 * MiB } }))} ${sleeper}`,
    );
    assert.match(await guest.sh(`cat /proc/${pid}/cgroup`), /cloison-mine\.scope$/);
    assert.deepEqual(await guest.files(place, "pids.max", "memory.max"), {
      "pids.max": "9",
      "memory.max": String(64 * MiB),
    });
    await asStudent(`cloison-test-cgroup killAll ${quote(planned)} 9`);
    assert.equal(await asStudent(`cloison-test-cgroup remove ${quote(planned)}`), "");
    assert.equal(await guest.sh(`ls -d ${place.folder} 2>/dev/null || echo gone`), "gone");

    const denied = { ...filePlace("/denied"), isAsked: false, isRootless: true };
    const run = (place: object, resources: object) =>
      asStudent(
        `cloison-test-cgroup run ${quote(JSON.stringify(place))} ${quote(JSON.stringify(resources))} /bin/true`,
      );
    assert.match(await run(denied, {}), /^\d+$/);
    assert.match(
      await run(denied, { pids: { limit: 5 } }),
      /Cannot make the cgroup .*rootless needs no limits/,
    );
    assert.match(
      await run({ ...denied, isAsked: true }, {}),
      /Cannot make the cgroup .*rootless needs no limits/,
    );
  });

  await t.test("the commands themselves, with systemd and without", async () => {
    const cloison = await pushProgram(agent.client, await buildRuntime(() => {}));
    const spec = JSON.parse(
      await guest.sh(
        `mkdir -p /tmp/box/rootfs/bin && cp /bin/busybox /tmp/box/rootfs/bin/sleep && cd /tmp/box && ${cloison} spec && cat config.json`,
      ),
    );
    for (const option of ["", "--systemd-cgroup"]) {
      const name = option === "" ? "plain" : "unit";
      const config = { ...spec, process: { ...spec.process, terminal: false, args: ["/bin/sleep", "1000"] } };
      config.linux = {
        ...spec.linux,
        cgroupsPath: option === "" ? "/commands/plain" : "system.slice:box:unit",
        resources: {
          ...spec.linux.resources,
          memory: { limit: 64 * MiB, swap: 80 * MiB },
          cpu: { quota: 50_000, period: 100_000 },
        },
      };
      const place = option === "" ? filePlace("/commands/plain") : unitPlace("box-unit.scope");
      await agent.client.writeFile(
        { path: "/tmp/box/config.json", data: Buffer.from(JSON.stringify(config)), mode: 0 },
        { timeoutMs: 60_000 },
      );
      const command = (words: string) => guest.sh(`${cloison} ${option} ${words}`);
      await command(
        `run --detach --bundle /tmp/box ${name} >/dev/null 2>/tmp/error </dev/null || { cat /tmp/error >&2; exit 1; }`,
      );
      const files = ["memory.max", "memory.swap.max", "cpu.max", "pids.max"];
      const found = () => guest.files(place, ...files);
      const before = { "memory.max": String(64 * MiB), "memory.swap.max": String(16 * MiB) };
      assert.deepEqual(await found(), {
        ...before,
        "cpu.max": "50000 100000",
        "pids.max": (await found())["pids.max"],
      });

      await command(`update --cpu-period 200000 ${name}`);
      await command(`update --cpu-quota 60000 --pids-limit 9 ${name}`);
      await command(`update --memory 70m ${name}`);
      assert.deepEqual(await found(), {
        "memory.max": String(70 * MiB),
        "memory.swap.max": String(10 * MiB),
        "cpu.max": "60000 200000",
        "pids.max": "9",
      });
      await guest.sh(
        `printf '{"unified":{"memory.high":"50000000"},"memory":{"limit":-1}}' | ${cloison} update -r - ${name}`,
      );
      assert.deepEqual(await guest.files(place, "memory.max", "memory.swap.max", "memory.high"), {
        "memory.max": "max",
        "memory.swap.max": "max",
        "memory.high": "49999872",
      });

      await command(`pause ${name}`);
      assert.equal(JSON.parse(await command(`state ${name}`)).status, "paused");
      await command(`resume ${name}`);
      const [pid] = JSON.parse(await command(`ps --format json ${name}`));
      assert.equal(JSON.parse(await command(`state ${name}`)).pid, pid);
      const stats = await command(`events --stats ${name}`);
      assert.match(stats, /"usage":\{"limit":18446744073709551615,/);
      assert.equal(JSON.parse(stats).data.pids.limit, 9);

      await command(`update --memory 16m --memory-swap 16m ${name}`);
      const stream = await guest.sh(
        `${cloison} events --interval 100ms ${name} > /tmp/events & watch=$!
         until grep -q stats /tmp/events; do sleep 0.1; done
         sh -c 'echo $$ > ${place.folder}/cgroup.procs; tail /dev/zero' >/dev/null 2>&1
         until grep -q oom /tmp/events; do sleep 0.1; done
         ${cloison} delete --force ${name}; wait $watch && grep oom /tmp/events`,
      );
      assert.equal(stream, JSON.stringify({ type: "oom", id: name }));
      assert.equal(await guest.sh(`ls -d ${place.folder} 2>/dev/null || echo gone`), "gone");
    }
    assert.deepEqual(await shown("box-unit.scope", "LoadState"), { LoadState: "not-found" });
  });
});
