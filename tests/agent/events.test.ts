import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmdirSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Event } from "../../lab-server/agent/generated/agent.ts";
import { type AgentConnection, startAgent } from "./agent-process.ts";

/** Process events are for root of the machine alone. */
const skip = process.getuid?.() === 0 ? false : "needs root";

const agent = await startAgent();

async function watch(
  coalesceMs: number,
): Promise<AgentConnection & { events: Event[]; ended: Promise<void> }> {
  const connection = await agent.connect();
  const events: Event[] = [];
  const stream = connection.client.watchEvents({ coalesceMs });
  const ended = (async () => {
    for await (const event of stream) events.push(event);
  })().catch(() => {});
  while (events.length === 0) await delay(5);
  return { ...connection, events, ended };
}

const run = (client: AgentConnection["client"], script: string) =>
  client.runCommand({ argv: ["sh", "-c", script], stdin: new Uint8Array(0), timeoutMs: 0, environment: {} });

test("the first event says that the watch is on; then processes are told", { skip }, async () => {
  const { client, events, socket } = await watch(10);
  assert.deepEqual(events[0], { processes: 0, cgroups: 0, lost: true });
  const before = events.length;
  await run(client, "for i in 1 2 3 4 5; do /bin/true; done");
  await delay(100);
  const count = events.slice(before).reduce((sum, { processes }) => sum + processes, 0);
  // At least: sh and five children, each forked, executed and ended.
  assert.ok(count >= 18, `${count} process events`);
  socket.destroy();
});

test("cgroups are told when they come, change and go, also below a new one", { skip }, async () => {
  const root = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup/memory", "/sys/fs/cgroup"].find((path) =>
    existsSync(`${path}/cgroup.procs`),
  );
  assert.ok(root, "no cgroup hierarchy is mounted");
  const { events, socket } = await watch(10);
  const path = `${root}/cloison-test-${process.pid}`;
  const changes = async (change: () => void) => {
    await delay(60);
    const before = events.length;
    change();
    await delay(150);
    return events.slice(before).reduce((sum, { cgroups }) => sum + cgroups, 0);
  };
  try {
    assert.ok((await changes(() => mkdirSync(path))) >= 1, "made");
    assert.ok((await changes(() => mkdirSync(`${path}/below`))) >= 1, "made below");
    assert.ok((await changes(() => rmdirSync(`${path}/below`))) >= 1, "removed below");
  } finally {
    if (existsSync(`${path}/below`)) rmdirSync(`${path}/below`);
    rmdirSync(path);
    socket.destroy();
  }
});

test("a burst becomes few events", { skip }, async () => {
  const { client, events, socket } = await watch(200);
  await delay(250);
  const before = events.length;
  const startMs = performance.now();
  await run(client, "for i in $(seq 1 200); do /bin/true; done");
  await delay(250);
  const most = Math.ceil((performance.now() - startMs) / 200) + 1;
  const burst = events.slice(before);
  assert.ok(burst.length <= most, `${burst.length} events, at most ${most} may come`);
  const isLost = burst.some(({ lost }) => lost);
  assert.ok(isLost || burst.reduce((sum, { processes }) => sum + processes, 0) >= 600);
  socket.destroy();
});

test("nobody watches any more: the kernel is not asked", { skip }, async () => {
  const { socket, ended } = await watch(10);
  socket.destroy();
  await ended;
  const { client, socket: other } = await agent.connect();
  const links = async () => {
    const { stdout } = await run(client, `ls -l /proc/${agent.process.pid}/fd`);
    return Buffer.from(stdout).toString();
  };
  assert.doesNotMatch(await links(), /inotify/);
  other.destroy();
});
