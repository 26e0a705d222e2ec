import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { buildNative } from "../../lab-server/setup/native.ts";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { libseccomp } from "../../runtime/seccomp/libseccomp.ts";
import { Arena, type Outcome } from "./arena.ts";
import { unifiedMount } from "./cgroup-host.ts";
import { eventually } from "./eventually.ts";
import { fullConfig } from "./full-config.ts";
import { type Interruption, interruptedStatus, interruptionVariable } from "./interruption.ts";
import { OwnHost } from "./own-host.ts";

/*
 * A command that is killed before its first system call, then one before its second, and so on to the last: whatever
 * state that leaves, `delete --force` cleans up fully. And an init process that ends there: then `create` does.
 */

const skip = unifiedMount() ? false : "needs root and cgroup v2";
const quiet = () => {};
const cloison = await buildRuntime(quiet);
const interrupted = await buildNative(
  "tests/runtime/programs/interrupted-runtime.ts",
  "cloison-interrupted",
  quiet,
  {
    library: libseccomp,
    // Before it starts over behind a file that cannot be written to, nothing is made.
    replacements: { "runtime/seal/run-sealed.ts": "tests/runtime/weakened/run-sealed.ts" },
  },
);
const host = skip ? undefined : await OwnHost.open(tmpdir());
const arena = new Arena(cloison, "/bin/sleep", "1000");
arena.prefix = host?.prefix ?? [];
const full = fullConfig(arena) as { process: object };
arena.bundle.change({ ...full, process: { ...full.process, args: ["/bin/sleep", "1000"] } });
after(async () => {
  arena.remove("c1");
  await host?.close();
});

const bundle = ["--bundle", arena.bundle.folder];

function succeed(...words: string[]): void {
  const { status, stderr } = arena.run(words);
  assert.equal(status, 0, `${words.join(" ")}: ${stderr}`);
}

async function assertNothingLeft(why: string): Promise<void> {
  const names = readdirSync(arena.state).filter((name) => name !== ".seccomp");
  assert.deepEqual(names, [], why);
  // What was killed may need a moment.
  try {
    await eventually("nothing is left", () => host?.leftovers().length === 0);
  } catch {
    assert.deepEqual(host?.leftovers(), [], why);
  }
}

/** Calls the command, ended before its first call, its second, … up to the last one. */
async function interruptEach(
  by: Interruption["by"],
  words: string[],
  {
    before,
    afterwards,
  }: { before?: () => void; afterwards: (call: number, outcome: Outcome) => Promise<void> },
): Promise<void> {
  for (let call = 1; ; call++) {
    before?.();
    arena.runtime = interrupted;
    const interruption: Interruption = { by, call, deed: "end" };
    const outcome = arena.run(words, {
      environment: { [interruptionVariable]: JSON.stringify(interruption) },
    });
    arena.runtime = cloison;
    await afterwards(call, outcome);
    const isInterrupted = by === "runtime" ? outcome.status === interruptedStatus : outcome.status !== 0;
    if (isInterrupted) continue;
    assert.equal(outcome.status, 0, outcome.stderr);
    assert.ok(call > 10, `only ${call} calls`);
    return;
  }
}

async function cleanUp(call: number, { stderr }: Outcome): Promise<void> {
  succeed("delete", "--force", "c1");
  await assertNothingLeft(`interrupted at call ${call}: ${stderr}`);
}

const commands: { words: string[]; before?: string[][] }[] = [
  { words: ["create", ...bundle, "c1"] },
  { words: ["run", "--detach", ...bundle, "c1"] },
  { words: ["start", "c1"], before: [["create", ...bundle, "c1"]] },
  { words: ["kill", "c1", "KILL"], before: [["run", "--detach", ...bundle, "c1"]] },
  { words: ["pause", "c1"], before: [["run", "--detach", ...bundle, "c1"]] },
  { words: ["delete", "--force", "c1"], before: [["run", "--detach", ...bundle, "c1"]] },
];

for (const { words, before = [] } of commands)
  test(`delete --force cleans up after a killed ${words[0]}`, { skip }, () =>
    interruptEach("runtime", words, {
      before: () => {
        for (const words of before) succeed(...words);
      },
      afterwards: cleanUp,
    }),
  );

test("of a creation whose init ends early nothing stays", { skip }, () =>
  interruptEach("child", ["create", ...bundle, "c1"], {
    afterwards: async (call, outcome) => {
      if (outcome.status === 0) succeed("delete", "--force", "c1");
      assert.match(outcome.status === 0 ? "x" : outcome.stderr, /./);
      await assertNothingLeft(`init ended at call ${call}`);
    },
  }),
);

test("of a killed exec nothing stays in a container that goes on", { skip }, async () => {
  succeed("run", "--detach", ...bundle, "c1");
  const before = host?.leftovers();
  await interruptEach("runtime", ["exec", "c1", "/bin/true"], {
    afterwards: async (call) => {
      await eventually(
        `exec leaves nothing when killed at call ${call}`,
        () => JSON.stringify(host?.leftovers()) === JSON.stringify(before),
      );
    },
  });
  succeed("delete", "--force", "c1");
  await assertNothingLeft("in the end");
});
