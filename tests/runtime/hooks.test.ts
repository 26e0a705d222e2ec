import assert from "node:assert/strict";
import { test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { Arena } from "./arena.ts";
import { unifiedMount } from "./cgroup-host.ts";

/* How long the runtime waits for a hook, whatever that does meanwhile. */

const skip = unifiedMount() ? false : "needs root and cgroup v2";
const cloison = await buildRuntime(() => {});

/** Runs a container with a shell script as its prestart hook. */
function runWithHook(script: string) {
  const arena = new Arena(cloison, "/bin/echo", "started");
  try {
    const hook = { path: "/bin/sh", args: ["sh", "-c", script], env: ["PATH=/usr/bin:/bin"], timeout: 1 };
    arena.bundle.change({ hooks: { prestart: [hook] } });
    const startMs = performance.now();
    const outcome = arena.run(["run", "--bundle", arena.bundle.folder, "c1"]);
    return { ...outcome, tookMs: performance.now() - startMs };
  } finally {
    arena.remove("c1");
  }
}

for (const [what, script] of [
  ["sleeps", "exec sleep 1000"],
  ["writes without end", "exec yes"],
  ["has closed its output", "exec sleep 1000 >&- 2>&-"],
] as const)
  test(`a hook that ${what} is killed when its timeout has passed`, { skip }, () => {
    const { status, stdout, stderr, tookMs } = runWithHook(script);
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /timeout of 1 s/);
    assert.ok(tookMs >= 1000 && tookMs < 5000, `${tookMs} ms`);
  });

test("one that ends in time is not waited for any longer, though what it has started goes on", {
  skip,
}, () => {
  const { status, stdout, tookMs } = runWithHook("sleep 3 & exit 0");
  assert.deepEqual([status, stdout], [0, "started\n"]);
  assert.ok(tookMs < 900, `${tookMs} ms`);
});

test("why one failed is told in its own words", { skip }, () => {
  const { status, stderr } = runWithHook("echo because of this >&2; exit 7");
  assert.equal(status, 1);
  assert.match(stderr, /exit code 7.*because of this/s);
});
