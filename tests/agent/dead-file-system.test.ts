import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { StatusCode } from "../../ttrpc/status.ts";
import { startAgent } from "./agent-process.ts";
import { TerminalReader } from "./terminal-reader.ts";

/** Only root may mount where the agent is. */
const skip = process.getuid?.() === 0 ? false : "needs root";

const agent = await startAgent();
const { client } = await agent.connect();

const read = (path: string) => client.readFile({ path, maxBytes: 0, pid: 0, linuxNamespaces: [] });
const late = { code: StatusCode.DEADLINE_EXCEEDED, message: /no answer within/ };

/** Mounts a file system that never answers in the agent's mount namespace. Gives a function that ends its program. */
async function mountDead(t: TestContext, path: string): Promise<() => Promise<void>> {
  const program = join(import.meta.dirname, "dead-fuse.ts");
  const argv = [program, String(agent.process.pid), path];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const end = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  t.after(end);
  const [first] = await Promise.race([once(child.stdout, "data"), exited]);
  assert.equal(String(first), "mounted\n");
  return end;
}

test("one that never answers holds up who reads it, for seconds, and nobody else", { skip }, async (t) => {
  mkdirSync(join(agent.home, "dead"));
  writeFileSync(join(agent.home, "alive"), "alive");
  const end = await mountDead(t, "/root/dead");
  const { pty } = await client.openPty({ columns: 80, rows: 24, command: [], environment: {} });
  const terminal = new TerminalReader(client, pty);
  await terminal.until(/ready> /);

  const waiting = Promise.all([
    assert.rejects(read("/root/dead/file"), late),
    assert.rejects(client.listDirectory({ path: "/root/dead" }), late),
  ]);
  for (let count = 0; count < 10; count++) {
    assert.equal((await client.ping({}, { timeoutMs: 1000 })).version, "1");
    await terminal.type(`echo $((${count} + 100))\n`);
    await terminal.until(new RegExp(`\r\n${count + 100}\r\n`));
    assert.equal(Buffer.from((await read("/root/alive")).data).toString(), "alive");
  }
  await waiting;

  // Those two wait on, beyond the reach of SIGKILL, and sixteen are enough.
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => read("/root/dead/file")));
  const count = (code: number) =>
    outcomes.filter((outcome) => outcome.status === "rejected" && outcome.reason.code === code).length;
  assert.equal(count(StatusCode.DEADLINE_EXCEEDED), 14);
  assert.equal(count(StatusCode.RESOURCE_EXHAUSTED), 6);

  await end();
  // They end one by one, and then readers are told that nobody is at the other end (ENOTCONN).
  const reason = () => read("/root/dead/file").catch((error: Error) => error.message);
  for (let tries = 0; !/107/.test(String(await reason())); tries++) {
    assert.ok(tries < 200, String(await reason()));
    await delay(20);
  }
  const { entries } = await client.listDirectory({ path: `/proc/${agent.process.pid}/fd` });
  assert.ok(entries.length < 20, `${entries.length} descriptors are open`);
  await client.closePty({ pty });
});

test("the cgroup tree is watched without a look into it", { skip }, async (t) => {
  const isPlain = existsSync("/sys/fs/cgroup/cgroup.procs");
  const path = `${isPlain ? "/sys/fs/cgroup" : "/sys/fs/cgroup/unified"}/cloison-dead-${process.pid}`;
  mkdirSync(path);
  t.after(() => rmdirSync(path));
  await mountDead(t, path);
  const events = client.watchEvents({ coalesceMs: 10 })[Symbol.asyncIterator]();
  assert.equal((await events.next()).value?.lost, true);
  await events.return?.();
  assert.equal((await client.ping({}, { timeoutMs: 1000 })).version, "1");
});

// The last one: nothing can be started below such a /proc.
test("over what the kernel shows it is not even looked at", { skip }, async (t) => {
  const listed = async () => (await client.listProcesses({})).processes.map(({ pid }) => pid);
  assert.ok((await listed()).includes(process.pid));
  await mountDead(t, `/proc/${process.pid}`);
  assert.ok(!(await listed()).includes(process.pid), "it is hidden by the mount");
  await assert.rejects(read(`/proc/${process.pid}/status`), late);
  await mountDead(t, "/proc");
  assert.ok((await listed()).includes(agent.process.pid ?? 0));
  const { data } = await read(`/proc/${agent.process.pid}/status`);
  assert.match(Buffer.from(data).toString(), /^Name:\tcloison-agent/);
});
