import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { StatusCode } from "../../ttrpc/status.ts";
import { startAgent } from "./agent-process.ts";
import { TerminalReader } from "./terminal-reader.ts";

const agent = await startAgent();
const { client } = await agent.connect();

const kibibyte = 1024;

async function newest(pty: number): Promise<number> {
  const { ptys } = await client.listPtys({});
  return Number(ptys.find((listed) => listed.pty === pty)?.newestOffset);
}

test("output nobody reads stops at 256 KiB, and the agent stays small", async () => {
  const { pty } = await client.openPty({ columns: 80, rows: 24, command: ["yes"], environment: {} });
  let before = -1;
  for (let now = await newest(pty); now !== before; now = await newest(pty)) {
    before = now;
    await delay(300);
  }
  assert.ok(before <= 256 * kibibyte && before > 240 * kibibyte, `${before} bytes wait`);

  const terminal = new TerminalReader(client, pty);
  const { data } = await terminal.read();
  assert.equal(data.byteLength, 64 * kibibyte);
  await terminal.read();
  await delay(300);
  const after = await newest(pty);
  assert.ok(after > before && after <= before + 80 * kibibyte, "reading makes room for as much as was read");
  await client.closePty({ pty });
});

test("every byte comes once and in order; Ctrl-C answers in the midst of a flood", async () => {
  const { pty } = await client.openPty({ columns: 80, rows: 24, command: [], environment: {} });
  const terminal = new TerminalReader(client, pty);
  await terminal.until(/ready> /);
  await terminal.type("seq 1 300000; echo do''ne\n");
  const output = await terminal.until(/\r\ndone\r\n/);
  const numbers = output.split("\r\n").slice(1, -2);
  assert.equal(numbers.length, 300_000);
  numbers.forEach((number, index) => {
    if (number !== String(index + 1)) assert.fail(`line ${index + 1} is ${number}`);
  });

  await terminal.type("yes\n");
  await terminal.until(/(y\r\n){1000}/);
  const startMs = performance.now();
  await terminal.type("\x03");
  await terminal.until(/\^C/);
  await terminal.until(/ready> /);
  const tookMs = performance.now() - startMs;
  console.log(`Ctrl-C in a flood: ${tookMs.toFixed(0)} ms`);
  assert.ok(tookMs < 2000, `${tookMs} ms`);
  await client.closePty({ pty });
});

test("history is kept for a reader that comes back, at most 256 KiB of it", async () => {
  const { pty } = await client.openPty({
    columns: 80,
    rows: 24,
    command: ["sh", "-c", "seq 1 100000; cat"],
    environment: {},
  });
  const terminal = new TerminalReader(client, pty);
  const all = await terminal.until(/\r\n100000\r\n/);
  // Asking for more says that all before has arrived.
  await assert.rejects(client.readPty({ pty, offset: terminal.offset, maxBytes: 10 }, { timeoutMs: 50 }), {
    code: StatusCode.DEADLINE_EXCEEDED,
  });
  const again = await client.readPty({ pty, offset: 0n, maxBytes: 100 });
  const expected = all.length - 256 * kibibyte;
  assert.equal(Number(again.offset), expected);
  assert.equal(Buffer.from(again.data).toString(), all.slice(expected, expected + 100));
  await client.closePty({ pty });
});

test("input nobody reads is refused at last, and the agent goes on", async () => {
  const { pty } = await client.openPty({
    columns: 80,
    rows: 24,
    command: ["sh", "-c", "stty raw -echo; echo ready; sleep 100"],
    environment: {},
  });
  await new TerminalReader(client, pty).until(/ready/);
  const data = new Uint8Array(64 * kibibyte).fill(97);
  const writes = Array.from({ length: 8 }, () => client.writePty({ pty, data }, { timeoutMs: 500 }));
  const codes = (await Promise.allSettled(writes)).map((result) =>
    result.status === "rejected" ? result.reason.code : StatusCode.OK,
  );
  assert.ok(codes.includes(StatusCode.RESOURCE_EXHAUSTED), String(codes));
  assert.ok(codes.includes(StatusCode.DEADLINE_EXCEEDED), String(codes));
  assert.equal((await client.ping({})).version, "1");
  await client.closePty({ pty });
});

test("afterwards the agent is small and, when nothing happens, asleep", async () => {
  const status = readFileSync(`/proc/${agent.process.pid}/status`, "latin1");
  const residentKib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
  console.log(`agent: ${(residentKib / 1024).toFixed(1)} MiB resident`);
  assert.ok(residentKib < 12 * 1024, `${residentKib} KiB`);
  await delay(1500);
  const wakeups = () =>
    /voluntary_ctxt_switches:\t(\d+)/.exec(readFileSync(`/proc/${agent.process.pid}/status`, "latin1"))?.[1];
  const before = wakeups();
  await delay(1500);
  assert.equal(wakeups(), before, "an idle agent has woken up");
});
