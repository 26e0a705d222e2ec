import assert from "node:assert/strict";
import { test } from "node:test";
import { type Probe, ProbeError } from "../probe/probe.ts";
import { runChecks } from "../run-checks.ts";
import type { Verdict } from "../verdict.ts";
import { memoryLimit } from "./memory-limit.ts";

const parameters = { group: "harbour-42", limitMiB: 64 };
const folder = "/sys/fs/cgroup/harbour-42";
const inhabited = "populated 1\nfrozen 0\n";

/** The verdicts on a group with these files. */
async function verdictsOn(files: Record<string, string>): Promise<Verdict[]> {
  const probe = {
    readFile: async (path: string) => {
      const text = path.startsWith(`${folder}/`) ? files[path.slice(folder.length + 1)] : undefined;
      if (text === undefined) throw new ProbeError("missing", path);
      return text;
    },
  } as Probe;
  return (await runChecks(memoryLimit, { probe, parameters })).map(({ verdict }) => verdict);
}

test("a group that the memory controller does not reach is told so", async () => {
  const [limit, process] = await verdictsOn({ "cgroup.events": inhabited });
  assert.ok(limit?.status === "unmet");
  assert.match(limit.found.en, /has no `memory\.max`: the memory controller is not handed down/);
  assert.match(limit.found.fr, /n’a pas de `memory\.max`\u00a0: le contrôleur/);
  assert.deepEqual(process, { status: "met" });
});

test("a limit one page short is not the limit asked for", async () => {
  const [limit] = await verdictsOn({
    "cgroup.events": inhabited,
    "memory.max": "67104768\n",
    "memory.high": "max\n",
  });
  assert.ok(limit?.status === "unmet");
  assert.equal(limit.found.en, "`/sys/fs/cgroup/harbour-42/memory.max` is at 67104768 bytes.");
  assert.equal(limit.expected.fr, "`memory.max` à 64\u00a0Mio (67108864 octets).");
});

test("a limit and a process are met each by itself, whatever memory.high says", async () => {
  const verdicts = await verdictsOn({
    "cgroup.events": inhabited,
    "memory.max": "67108864\n",
    "memory.high": "0\n",
  });
  assert.deepEqual(verdicts, [{ status: "met" }, { status: "met" }]);
});

test("a file that makes no sense is our trouble, not the student's", async () => {
  const [limit] = await verdictsOn({ "cgroup.events": inhabited, "memory.max": "lots\n" });
  assert.deepEqual(limit, {
    status: "broken",
    reason: 'Check limit: Cannot parse a cgroup limit: a decimal number is expected, not "lots"',
  });
});
