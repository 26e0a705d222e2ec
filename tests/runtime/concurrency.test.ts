import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { Arena } from "./arena.ts";
import { unifiedMount } from "./cgroup-host.ts";
import { eventually } from "./eventually.ts";
import { OwnHost } from "./own-host.ts";

/* Many commands on one container at once: one wins, the others say why not, and nothing of it stays in the end. */

const skip = unifiedMount() ? false : "needs root and cgroup v2";
const atOnce = 8;
const rounds = 4;

const cloison = await buildRuntime(() => {});
const host = skip ? undefined : await OwnHost.open(tmpdir());
const arena = new Arena(cloison, "/bin/sleep", "1000");
arena.prefix = host?.prefix ?? [];
after(async () => {
  arena.remove("c1");
  await host?.close();
});

const create = ["create", "--bundle", arena.bundle.folder, "c1"];

interface Ended {
  words: readonly string[];
  status: number | null;
  signal: string | null;
  stderr: string;
}

/** Its output is not waited for: what it leaves running keeps it open. */
async function call(...words: string[]): Promise<Ended> {
  const [program = "", ...rest] = [...arena.prefix, cloison, "--root", arena.state, ...words];
  const keepsOutput = words[0] === "create" || words[0] === "run";
  const script = keepsOutput
    ? 'error=$(mktemp -p "$0") && "$@" 2>"$error"; code=$?; cat "$error" >&2; exit $code'
    : 'exec "$@"';
  const child = spawn("sh", ["-c", script, arena.folder, program, ...rest], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 30_000,
    killSignal: "SIGKILL",
  });
  const [stderr, [status, signal]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { words, status, signal, stderr };
}

const atSameTime = (...words: string[]): Promise<Ended[]> =>
  Promise.all(Array.from({ length: atOnce }, () => call(...words)));

/** Exactly one of them succeeded, and the others said what `reason` matches. */
function assertOneWon(ended: readonly Ended[], reason: RegExp): void {
  const losers = ended.filter(({ status }) => status !== 0);
  assert.equal(losers.length, atOnce - 1, `${atOnce - losers.length} of ${atOnce} won`);
  for (const { stderr, signal } of losers) {
    assert.equal(signal, null);
    assert.match(stderr, reason);
  }
}

async function assertNothingLeft(): Promise<void> {
  assert.deepEqual(readdirSync(arena.state), []);
  try {
    await eventually("nothing is left", () => host?.leftovers().length === 0);
  } catch {
    assert.deepEqual(host?.leftovers(), []);
  }
}

test("of those who create, start or delete it at once one wins each time", { skip }, async () => {
  for (let round = 0; round < rounds; round++) {
    assertOneWon(await atSameTime(...create), /a container of that id exists/);
    assertOneWon(await atSameTime("start", "c1"), /it is running/);
    assert.equal((await call("kill", "c1", "KILL")).status, 0);
    await eventually("it has stopped", () => arena.run(["state", "c1"]).stdout.includes("stopped"));
    assertOneWon(await atSameTime("delete", "c1"), /does not exist/);
    await assertNothingLeft();
  }
});

test("all who delete it by force succeed", { skip }, async () => {
  for (let round = 0; round < rounds; round++) {
    assert.equal((await call(...create)).status, 0);
    for (const { status, stderr } of await atSameTime("delete", "--force", "c1"))
      assert.equal(status, 0, stderr);
    await assertNothingLeft();
  }
});

test("force ends a container whose start waits for a hook that never ends", { skip }, async () => {
  arena.bundle.change({ hooks: { startContainer: [{ path: "/bin/sleep", args: ["sleep", "1000"] }] } });
  assert.equal((await call(...create)).status, 0);
  const start = call("start", "c1");
  await eventually(
    "the hook runs",
    () => host?.leftovers().some((line) => line.endsWith("sleep 1000 ")) ?? false,
  );
  const startMs = performance.now();
  assert.equal((await call("delete", "--force", "c1")).status, 0);
  assert.ok(performance.now() - startMs < 5000);
  assert.match((await start).stderr, /Cannot start|^$/);
  arena.bundle.change({});
  await assertNothingLeft();
});

const gone = "does not exist|it is being made, or its creation was cut short";

/** What each command may say when another was quicker. */
const reasons: Record<string, string> = {
  create: "a container of that id exists|its init process was killed",
  start: "Cannot start .*: (it is (creating|running|paused)|its init process has ended)",
  kill: "container not running",
  delete: "Cannot delete .*: it is (creating|running|paused)",
  exec: "Cannot exec in .*: it (is (creating|stopped|paused)|has just stopped)",
  pause: "Cannot pause .*: container not running: it is (creating|paused|stopped)",
  resume: "Cannot resume .*: container not paused: it is (creating|created|running|stopped)",
};

test("whatever is called at once, each says why it lost, and force clears up", { skip }, async () => {
  const commands = [
    ...[create, create, ["start", "c1"], ["start", "c1"], ["kill", "c1", "KILL"], ["delete", "c1"]],
    ...[["delete", "--force", "c1"], ["state", "c1"], ["list"], ["exec", "c1", "/bin/true"], ["pause", "c1"]],
    ...[
      ["resume", "c1"],
      ["resume", "c1"],
      ["ps", "c1"],
    ],
  ];
  const ended: Ended[] = [];
  const worker = async (seed: number) => {
    // A linear congruential generator: the same commands each time, in another order for each worker.
    let state = seed;
    for (let count = 0; count < 50; count++) {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      ended.push(await call(...(commands[(state >> 8) % commands.length] ?? [])));
    }
  };
  await Promise.all([1, 2, 3, 4, 5, 6].map(worker));
  assert.equal((await call("delete", "--force", "c1")).status, 0);
  await assertNothingLeft();
  for (const { words, status, signal, stderr } of ended) {
    assert.equal(signal, null, words.join(" "));
    // Without a word it is the program of exec that was killed with its container.
    const wasKilled = words[0] === "exec" && status === 128 + 9 && stderr === "";
    if (status !== 0 && !wasKilled)
      assert.match(stderr, new RegExp(`${reasons[words[0] ?? ""]}|${gone}`), words.join(" "));
  }
});
