import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { getPriority } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { describe, it } from "node:test";
import { newIdentity } from "../../lab-server/session/new-identity.ts";
import { qemuProcessesBelow } from "../../lab-server/vm/running-process.ts";
import { ownUid } from "../../lab-server/vm/vm-user.ts";
import { defaultMachine, isSameSpec } from "../../labs/machine.ts";
import { agentOf } from "./agent-of.ts";
import { openMachines, prepared } from "./open-machines.ts";

const isRoot = process.getuid?.() === 0;

async function templateDigests(): Promise<string[]> {
  const template = (await prepared()).templates.find(({ spec }) => isSameSpec(spec, defaultMachine));
  assert.ok(template);
  return Promise.all(
    readdirSync(template.folder).map(async (name) => {
      const path = join(template.folder, name);
      const hash = createHash("sha256");
      await pipeline(createReadStream(path), hash);
      return `${name} ${statSync(path).mode.toString(8)} ${hash.digest("hex")}`;
    }),
  );
}

describe("a clone", () => {
  it("answers, is alone, and is confined", async (t) => {
    const { machines, folder } = await openMachines(t);
    const id = await machines.place(defaultMachine);
    await using agent = await agentOf(machines, id);
    await agent.answeringTerminal();

    assert.equal(await agent.run("ls /sys/class/net"), "lo", "no network card");
    assert.equal(
      await agent.run("grep -cwE 'vmx|svm' /proc/cpuinfo || true"),
      "0",
      "no nested virtualization",
    );
    assert.equal(await agent.run("nproc"), String(defaultMachine.vcpus));

    const [qemu, ...others] = [...qemuProcessesBelow(folder).values()].flat();
    assert.ok(qemu && others.length === 0);
    const status = readFileSync(`/proc/${qemu.pid}/status`, "utf8");
    const uid = isRoot ? ownUid(id) : process.getuid?.();
    assert.match(status, new RegExp(`^Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}$`, "m"));
    assert.doesNotMatch(status, /^Gid:.*\b0\b/m);
    if (isRoot) assert.match(status, /^Groups:\s*$/m);
    assert.match(status, /^Seccomp:\t2$/m);
    assert.equal(getPriority(qemu.pid), 5);
    assert.equal(readFileSync(`/proc/${qemu.pid}/oom_score_adj`, "utf8").trim(), "500");
  });

  it("takes another name, whatever has become of the files that hold it", async (t) => {
    const { machines } = await openMachines(t);
    await using agent = await agentOf(machines, await machines.place(defaultMachine));
    const spoilt = "ln -sf /etc/passwd /etc/hostname; rm /etc/hosts /etc/machine-id; mkfifo /etc/machine-id";
    for (const [name, before] of [
      ["a-rather-long-name", "true"],
      ["short", "true"],
      ["again", spoilt],
    ] as const) {
      await agent.run(before);
      const identity = newIdentity(name);
      await agent.client.setIdentity(identity, { timeoutMs: 60_000 });
      const files = "cat /etc/hostname /etc/machine-id; grep -c . /etc/hosts; grep ^127.0.1.1 /etc/hosts";
      const [hostname, machineId, lines, own] = (await agent.run(files)).split("\n");
      assert.deepEqual([hostname, machineId, own], [name, identity.machineId, `127.0.1.1\t${name}`]);
      assert.equal(lines, before === spoilt ? "2" : "3");
      assert.match(await agent.run("head -n 1 /etc/passwd"), /^root:/);
      assert.equal(await agent.run("stat -c %F /etc/hostname /etc/machine-id | uniq"), "regular file");
    }
  });

  it("is a machine of its own, and leaves the template as it was", async (t) => {
    const before = await templateDigests();
    const { machines } = await openMachines(t);
    const [a, b] = await Promise.all([machines.place(defaultMachine), machines.place(defaultMachine)]);
    await using first = await agentOf(machines, a);
    await using second = await agentOf(machines, b);

    const uuid = "cat /proc/sys/kernel/random/uuid";
    assert.notEqual(
      await first.run(uuid),
      await second.run(uuid),
      "the random pool is reseeded by the clone alone",
    );

    const identities = [first, second].map(({ client }, number) => {
      const identity = newIdentity(`clone-${number}`);
      return client.setIdentity(identity, { timeoutMs: 60_000 }).then(() => identity);
    });
    for (const [number, agent] of [first, second].entries()) {
      const identity = await identities[number];
      assert.equal(await agent.run("cat /proc/sys/kernel/hostname"), identity?.hostname);
      assert.equal(await agent.run("cat /etc/machine-id"), identity?.machineId);
      const seconds = Number(await agent.run("date +%s"));
      assert.ok(Math.abs(seconds - Date.now() / 1000) < 10, "its clock is the host's");
    }
    assert.notEqual(await first.run(uuid), await second.run(uuid));

    await first.run("echo mine > /root/mine && echo 3 > /proc/sys/vm/drop_caches && sync && cat /root/mine");
    assert.equal(await second.run("test -e /root/mine && echo there || echo not there"), "not there");

    assert.deepEqual(await templateDigests(), before);
    for (const line of before) assert.match(line, /^[\w.-]+ 100444 /, "nobody may write a template's file");
  });

  it("cannot reach another, even from outside its guest", {
    skip: isRoot ? false : "needs root",
  }, async (t) => {
    const { machines, folder } = await openMachines(t);
    const [a, b] = [await machines.place(defaultMachine), await machines.place(defaultMachine)];
    const [other] = qemuProcessesBelow(folder).get(join(folder, b, "vm")) ?? [];
    assert.ok(other);
    const asFirst = (...argv: string[]) =>
      spawnSync("setpriv", [`--reuid=${ownUid(a)}`, "--regid=65534", "--clear-groups", "--", ...argv]);
    assert.equal(asFirst("ls", join(folder, a, "vm")).status, 0);
    assert.match(String(asFirst("ls", join(folder, b, "vm")).stderr), /Permission denied/);
    assert.match(String(asFirst("kill", String(other.pid)).stderr), /not permitted/);
    assert.match(String(asFirst("ls", `/proc/${other.pid}/fd`).stderr), /Permission denied/);
  });

  it("has a clock that neither runs away nor stands still", async (t) => {
    const { machines } = await openMachines(t);
    await using agent = await agentOf(machines, await machines.place(defaultMachine));
    const uptimeMs = async () => 1000 * Number((await agent.run("cat /proc/uptime")).split(" ")[0]);
    await uptimeMs();
    const [guestMs, hostMs] = [await uptimeMs(), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const drift = (await uptimeMs()) - guestMs - (performance.now() - hostMs);
    assert.ok(Math.abs(drift) < 1500, `${drift} ms away after 5 s`);
  });

  it("runs the daemons of its profile", async (t) => {
    const { machines } = await openMachines(t);
    const id = await machines.place({ ...defaultMachine, profile: "docker" });
    await using agent = await agentOf(machines, id);
    assert.equal(await agent.run("systemctl is-active docker containerd | sort -u"), "active");
    assert.equal(await agent.run("docker run --rm busybox echo from inside"), "from inside");
  });
});
