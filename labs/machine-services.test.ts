import assert from "node:assert/strict";
import { test } from "node:test";
import { machineServices } from "./machine-services.ts";
import { type Probe, ProbeError, type ProcessSnapshot } from "./probe/probe.ts";

const shipped = new Set(["systemd-udevd.service", "getty@.service", "cloison-agent.service"]);

/** A machine that has these unit files of its distribution; counts how often they are looked for. */
function machine(agentCgroup = "0::/system.slice/cloison-agent.service/agent\n") {
  const asked: string[] = [];
  const probe = {
    readFile: async (path: string) => {
      if (path === "/proc/self/cgroup") return agentCgroup;
      asked.push(path);
      const unit = /^\/usr\/lib\/systemd\/system\/([^/]+)$/.exec(path)?.[1] ?? "";
      if (!shipped.has(unit)) throw new ProbeError("missing", path);
      return "[Service]\n";
    },
  } as Probe;
  return { probe, asked };
}

const processIn = (path: string) => ({ cgroup: `0::${path}\n` }) as ProcessSnapshot;

const places: [string, boolean][] = [
  ["/system.slice/systemd-udevd.service/udev", true],
  ["/system.slice/system-getty.slice/getty@tty1.service", true],
  ["/system.slice/cloison-agent.service/terminal-3", false],
  ["/system.slice/written-by-the-student.service", false],
  ["/system.slice/run-p812-i813.service", false],
  ["/system.slice/docker-0123456789abcdef.scope", false],
  ["/user.slice/user-0.slice/session-1.scope", false],
  ["/harbour-42", false],
  ["/harbour-42/systemd-udevd.service", false],
  ["/", false],
  ["/init.scope", false],
];

for (const [path, own] of places) {
  test(`a process in ${path} is ${own ? "the machine's" : "the student's"}`, async () => {
    const isService = await machineServices(machine().probe);
    assert.equal(await isService(processIn(path)), own);
  });
}

test("a process that is gone belongs to no service", async () => {
  const isService = await machineServices(machine().probe);
  assert.equal(await isService({ cgroup: "" } as ProcessSnapshot), false);
});

test("each unit file is looked for once", async () => {
  const { probe, asked } = machine();
  const isService = await machineServices(probe);
  for (const tty of ["tty1", "tty2", "a@b"])
    await isService(processIn(`/system.slice/system-getty.slice/getty@${tty}.service`));
  assert.deepEqual(asked, ["/usr/lib/systemd/system/getty@.service"]);
});

test("where the agent is no service, every service is judged by its file", async () => {
  const isService = await machineServices(machine("0::/\n").probe);
  assert.equal(await isService(processIn("/system.slice/cloison-agent.service")), true);
});
