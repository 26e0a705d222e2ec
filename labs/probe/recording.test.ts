import assert from "node:assert/strict";
import { test } from "node:test";
import { type Probe, ProbeError, type ProcessSnapshot } from "./probe.ts";
import { recordAnswers, replayAnswers } from "./recording.ts";

const init: ProcessSnapshot = {
  pid: 1,
  ppid: 0,
  comm: "systemd",
  argv: ["/sbin/init"],
  linuxNamespaces: { uts: 2n ** 63n + 1n },
  status: "",
  cgroup: "",
};

let reads = 0;
const machine: Probe = {
  readFile: async (path) => {
    if (path === "/gone") throw new ProbeError("missing", path);
    return `${path} ${++reads}`;
  },
  readFileIn: async (path, { pid }) => `${path} of ${pid}`,
  listDirectory: async () => [{ name: "memory.max", type: "file" }],
  listProcesses: async () => [init],
};

test("a record answers as the machine did, also after a passage through JSON", async () => {
  const { probe, recording } = recordAnswers(machine);
  const inside = { pid: 7, linuxNamespaces: ["uts"] } as const;
  const ask = async (asked: Probe) => [
    await asked.readFile("/a"),
    await asked.readFileIn("/b", inside),
    await asked.listDirectory("/c"),
    await asked.listProcesses(),
  ];
  const heard = await ask(probe);
  await assert.rejects(probe.readFile("/gone"), { code: "missing" });
  // The first answer counts: a replay is one moment.
  await probe.readFile("/a");

  const replayed = replayAnswers(JSON.parse(JSON.stringify(recording)));
  assert.deepEqual(await ask(replayed), heard);
  await assert.rejects(
    replayed.readFile("/gone"),
    (error) => error instanceof ProbeError && error.code === "missing",
  );
});

test("a question that was not recorded is an error, never an answer", async () => {
  const { probe, recording } = recordAnswers(machine);
  await probe.readFile("/a");
  await assert.rejects(
    replayAnswers(recording).readFile("/b"),
    /Cannot replay \["readFile","\/b"\].*record again/,
  );
});
