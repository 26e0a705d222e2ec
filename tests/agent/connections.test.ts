import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startAgent } from "./agent-process.ts";
import { TerminalReader } from "./terminal-reader.ts";

const agent = await startAgent();

test("terminals outlive the host; it reads again what it had and what came meanwhile", async () => {
  const first = await agent.connect();
  const { pty } = await first.client.openPty({ columns: 80, rows: 24, command: [], environment: {} });
  const terminal = new TerminalReader(first.client, pty);
  await terminal.until(/ready> /);
  await terminal.type("echo one; sleep 0.5; echo two\n");
  const seen = await terminal.until(/\r\none\r\n/);
  // A read is waiting when the host goes.
  const waiting = first.client.readPty({ pty, offset: terminal.offset, maxBytes: 100 });
  first.socket.destroy();
  await assert.rejects(waiting);
  await delay(700);

  const second = await agent.connect();
  const { ptys } = await second.client.listPtys({});
  assert.equal(ptys.length, 1);
  assert.equal(ptys[0]?.pty, pty);
  const again = new TerminalReader(second.client, pty);
  const whole = await again.until(/two\r\nready> /);
  assert.ok(whole.includes(seen));
  await again.type("echo $((6*7))\n");
  await again.until(/\r\n42\r\n/);
  await second.client.closePty({ pty });
  second.socket.destroy();
});

test("a host that goes in the midst of a frame leaves nothing behind for the next", async () => {
  const socket = await agent.openSocket();
  // The head of a request of 1000 bytes, and half of them.
  const head = Buffer.alloc(510, 0xff);
  head.writeUInt32BE(1000, 0);
  head.writeUInt32BE(1, 4);
  head[8] = 1;
  head[9] = 0;
  socket.end(head);
  await once(socket, "close");
  const next = await agent.connect();
  assert.equal((await next.client.ping({}, { timeoutMs: 2000 })).version, "1");
  next.socket.destroy();
});

test("garbage ends the connection, not the agent", async () => {
  for (let round = 0; round < 5; round++) {
    const socket = await agent.openSocket();
    socket.on("error", () => {});
    socket.resume();
    socket.end(Buffer.alloc(5000, round * 50 + 7));
    await once(socket, "close");
  }
  const next = await agent.connect();
  assert.equal((await next.client.ping({}, { timeoutMs: 2000 })).version, "1");
  next.socket.destroy();
});

test("a host that does not read its answers does not make the agent grow or stop", async () => {
  const slow = await agent.connect();
  slow.socket.pause();
  for (let count = 0; count < 50; count++) {
    const request = { path: "/proc/kallsyms", maxBytes: 0, pid: 0, linuxNamespaces: [] };
    slow.client.readFile(request).catch(() => {});
  }
  await delay(500);
  slow.socket.destroy();
  const next = await agent.connect();
  assert.equal((await next.client.ping({}, { timeoutMs: 5000 })).version, "1");
  next.socket.destroy();
});

test("a hundred hosts, one after another", async () => {
  for (let count = 0; count < 100; count++) {
    const { client, socket } = await agent.connect();
    await client.ping({}, { timeoutMs: 2000 });
    socket.destroy();
  }
  const { client, socket } = await agent.connect();
  const { entries } = await client.listDirectory({ path: `/proc/${agent.process.pid}/fd` });
  assert.ok(entries.length < 20, `${entries.length} descriptors are open`);
  socket.destroy();
});
