import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { StatusCode } from "../../ttrpc/status.ts";
import { startAgent } from "./agent-process.ts";

const agent = await startAgent();
const { client } = await agent.connect();

const sh = (
  script: string,
  more: { stdin?: Uint8Array; timeoutMs?: number; environment?: Record<string, string> } = {},
) =>
  client.runCommand({
    argv: ["sh", "-c", script],
    stdin: new Uint8Array(0),
    timeoutMs: 0,
    environment: {},
    ...more,
  });

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

test("a command's input, outputs, environment and exit code", async () => {
  const result = await sh("cat; echo $WORD $HOME >&2; pwd; exit 7", {
    stdin: Buffer.from("in\n"),
    environment: { WORD: "hei" },
  });
  assert.equal(result.exitCode, 7);
  assert.equal(text(result.stdout), "in\n/\n");
  assert.equal(text(result.stderr), "hei /root\n");
  assert.equal((await sh("kill -TERM $$")).exitCode, 143);
});

test("only the beginning of a long output is kept, and the command is not held up", async () => {
  const result = await sh("seq 1 1000000; seq 1 3 >&2");
  assert.equal(result.exitCode, 0);
  assert.equal(result.stdout.byteLength, 256 * 1024);
  assert.ok(text(result.stdout).startsWith("1\n2\n3\n"));
  assert.equal(text(result.stderr), "1\n2\n3\n");
});

test("input that is not read, and much that is", async () => {
  const stdin = new Uint8Array(1024 * 1024).fill(120);
  assert.equal((await sh("exit 3", { stdin })).exitCode, 3);
  assert.equal(text((await sh("wc -c", { stdin })).stdout).trim(), String(stdin.byteLength));
});

test("after its time the whole group is killed", async () => {
  const marker = join(agent.home, "pid");
  const startMs = performance.now();
  await assert.rejects(sh("sleep 100 & echo $! > /root/pid; wait", { timeoutMs: 300 }), {
    code: StatusCode.DEADLINE_EXCEEDED,
    message: /300 ms/,
  });
  assert.ok(performance.now() - startMs < 3000);
  const pid = readFileSync(marker, "utf8").trim();
  await delay(50);
  // Nobody may have taken the zombie in yet.
  const isGone =
    !existsSync(`/proc/${pid}`) || /^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  assert.ok(isGone, "the child of the command still runs");
});

test("a caller who gives up ends the command; an endless one does not block others", async () => {
  const endless = client.runCommand(
    { argv: ["yes"], stdin: new Uint8Array(0), timeoutMs: 0, environment: {} },
    { timeoutMs: 1000 },
  );
  const failure = assert.rejects(endless, { code: StatusCode.DEADLINE_EXCEEDED });
  for (let count = 0; count < 20; count++)
    assert.equal((await client.ping({}, { timeoutMs: 500 })).version, "1");
  await failure;
});

test("what a command leaves in the background is not waited for", async () => {
  const startMs = performance.now();
  const result = await sh("sleep 3 & echo started");
  assert.ok(performance.now() - startMs < 2500);
  assert.equal(text(result.stdout), "started\n");
});

test("many commands at once", async () => {
  const results = await Promise.all(Array.from({ length: 30 }, (_, index) => sh(`exit ${index}`)));
  assert.deepEqual(
    results.map(({ exitCode }) => exitCode),
    results.map((_, index) => index),
  );
});

test("a command that cannot be", async () => {
  const run = (argv: string[], timeoutMs = 0) =>
    client.runCommand({ argv, stdin: new Uint8Array(0), timeoutMs, environment: {} });
  await assert.rejects(run(["no-such-program"]), { code: StatusCode.NOT_FOUND, message: /no-such-program/ });
  writeFileSync(join(agent.home, "text"), "", { mode: 0o644 });
  await assert.rejects(run(["/root/text"]), { code: StatusCode.PERMISSION_DENIED });
  await assert.rejects(run([]), { code: StatusCode.INVALID_ARGUMENT, message: /argv/ });
  await assert.rejects(run(["true"], 120_001), { message: /timeout_ms/ });
  const descriptors = await client.listDirectory({ path: `/proc/${agent.process.pid}/fd` });
  assert.ok(descriptors.entries.length < 20, `the agent has ${descriptors.entries.length} descriptors open`);
});

test("nothing of the agent reaches a command", async () => {
  const { stdout } = await sh("ls /proc/$$/fd; exec grep -E 'SigBlk|SigIgn' /proc/self/status");
  const [first, second, third, ...rest] = text(stdout).split("\n");
  assert.deepEqual([first, second, third], ["0", "1", "2"]);
  assert.match(rest.join("\n"), /SigBlk:\t0+\nSigIgn:\t0+\n/);
});
