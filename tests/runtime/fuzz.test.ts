import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { Arena, type Outcome } from "./arena.ts";
import { unifiedMount } from "./cgroup-host.ts";
import { fullConfig, fullUserConfig } from "./full-config.ts";
import { type Json, mutate, mutations } from "./mutate-json.ts";
import { OwnHost } from "./own-host.ts";

/*
 * Hostile config.json and process.json: whatever is in them, the runtime does what they say or tells why not, at once,
 * and leaves nothing. CLOISON_FUZZ_SECONDS gives each test more than its usual time, CLOISON_FUZZ_SEED other cases, or
 * those of a failure again.
 */

const seconds = Number(process.env.CLOISON_FUZZ_SECONDS ?? 8);
const seed = Number(process.env.CLOISON_FUZZ_SEED ?? 4711);
const skip = unifiedMount() ? false : "needs root and cgroup v2";

const cloison = await buildRuntime(() => {});
const host = skip ? undefined : await OwnHost.open(tmpdir());
const arena = new Arena(cloison, "/bin/true");
arena.prefix = host?.prefix ?? [];
const configs = skip ? [] : [fullConfig(arena), fullUserConfig(arena)];
after(async () => {
  arena.remove("c1");
  await host?.close();
});

/** What only a mistake of the runtime's own can bring up. */
const internalError =
  /(Type|Range|Reference|Internal|URI|Eval)Error\b|\bat .*\.js:\d+|undefined|\[object |kernel: /;

/** What holds of every call. */
function judge({ status, signal, stderr, log }: Outcome): void {
  assert.equal(signal, null, `ended by ${signal}: ${stderr}`);
  assert.doesNotMatch(stderr, internalError);
  if (status === 0) return;
  const [line] = log.trimEnd().split("\n").slice(-1);
  const { level, msg } = JSON.parse(line ?? "") as { level: string; msg: string };
  assert.equal(level, "error");
  assert.ok(msg.length > 0 && stderr.includes(msg), `${msg} is not on standard error: ${stderr}`);
}

function assertNothingLeft(): void {
  assert.deepEqual(host?.leftovers(), []);
  const names = readdirSync(arena.state).filter((name) => name !== ".seccomp");
  assert.deepEqual(names, []);
}

/** Removes what a container may leave: the groups above its own. */
function forgive(config: Json): void {
  const path = (config as { linux?: { cgroupsPath?: Json } } | null)?.linux?.cgroupsPath;
  if (typeof path === "string") host?.removeParents(path);
}

const fuzz = <T>(arbitrary: fc.Arbitrary<T>, attempt: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, attempt), {
    seed,
    numRuns: 1_000_000,
    interruptAfterTimeLimit: seconds * 1000,
  });

const changedConfig = fc
  .tuple(fc.constantFrom(...configs), mutations)
  .map(([config, changes]) => mutate(config, changes));

const call = (...words: string[]) => arena.run([...words, "--bundle", arena.bundle.folder, "c1"]);
const writeConfig = (text: string | Uint8Array) =>
  writeFileSync(join(arena.bundle.folder, "config.json"), text);

test("the bundles that are changed are ones that work", { skip }, () => {
  for (const config of configs) {
    writeConfig(JSON.stringify(config));
    const { status, stderr } = call("run");
    assert.deepEqual([status, stderr], [0, ""]);
    assertNothingLeft();
  }
});

test("create with a changed config.json", { skip }, () => {
  fuzz(changedConfig, (config) => {
    writeConfig(JSON.stringify(config));
    const created = call("create");
    forgive(config);
    judge(created);
    if (created.status !== 0) assertNothingLeft();
    judge(arena.run(["delete", "--force", "c1"]));
    forgive(config);
    assertNothingLeft();
  });
});

test("run with a changed config.json", { skip }, () => {
  fuzz(changedConfig, (config) => {
    writeConfig(JSON.stringify(config));
    const outcome = call("run");
    forgive(config);
    // Without a word in the log it was the program that ended so.
    judge(outcome.log === "" ? { ...outcome, status: 0 } : outcome);
    assertNothingLeft();
  });
});

test("exec with a changed process.json", { skip }, () => {
  const file = join(arena.folder, "process.json");
  for (const config of configs) {
    const { process: own } = config as { process: { [key: string]: Json } };
    writeConfig(JSON.stringify({ ...(config as object), process: { ...own, args: ["/bin/sleep", "1000"] } }));
    judge(call("run", "--detach"));
    const before = host?.leftovers();
    fuzz(mutations, (changes) => {
      writeFileSync(file, JSON.stringify(mutate(own, changes)));
      const outcome = arena.run(["exec", "--process", file, "c1"]);
      judge(outcome.log === "" ? { ...outcome, status: 0 } : outcome);
      assert.deepEqual(host?.leftovers(), before);
    });
    judge(arena.run(["delete", "--force", "c1"]));
    assertNothingLeft();
  }
});

/** What is put into a text; some of it is long. */
const insertions: readonly (string | Uint8Array)[] = [
  ...["", "\0", "\ufeff", "//", "\\ud800", "{", "}", "[", "]", '"', ",", ":", "null", "1e999", "-"],
  ...["[".repeat(100_000), '{"a":'.repeat(50_000), "9".repeat(1000), `"${"x".repeat(3_000_000)}",`],
  ...[Uint8Array.of(0xff), Uint8Array.of(0xc3), Uint8Array.of(0xed, 0xa0, 0x80)],
];

const damages = fc.record({
  config: fc.nat({ max: 1 }),
  at: fc.nat({ max: 20_000 }),
  cutBytes: fc.nat({ max: 20 }),
  insertion: fc.nat({ max: insertions.length - 1 }),
  isCutShort: fc.boolean(),
});

test("create with a damaged text in config.json", { skip }, () => {
  fuzz(damages, ({ config, at, cutBytes, insertion, isCutShort }) => {
    const text = Buffer.from(JSON.stringify(configs[config]));
    const start = at % text.length;
    const rest = isCutShort ? [] : [text.subarray(start + cutBytes)];
    const damaged = Buffer.concat([
      text.subarray(0, start),
      Buffer.from(insertions[insertion] ?? ""),
      ...rest,
    ]);
    writeConfig(damaged);
    judge(call("create"));
    judge(arena.run(["delete", "--force", "c1"]));
    try {
      forgive(JSON.parse(damaged.toString()) as Json);
    } catch {
      // Then nothing was made.
    }
    assertNothingLeft();
  });
});
