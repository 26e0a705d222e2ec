import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { OpenPtyRequest } from "../../lab-server/agent/generated/agent.ts";
import { StatusCode } from "../../ttrpc/status.ts";
import { startAgent } from "./agent-process.ts";
import { TerminalReader } from "./terminal-reader.ts";

const agent = await startAgent();
const { client } = await agent.connect();

const plain: OpenPtyRequest = { columns: 80, rows: 24, command: [], environment: {} };

async function open(request: Partial<OpenPtyRequest> = {}) {
  const { pty, pid } = await client.openPty({ ...plain, ...request });
  return { pid, terminal: new TerminalReader(client, pty) };
}

test("a login shell begins with its prompt, at the size asked for, in root's environment", async () => {
  const { terminal, pid } = await open({ columns: 101, rows: 31 });
  assert.equal(await terminal.until(/ready> /), "ready> ");
  await terminal.type(
    'stty size; echo "$HOME $TERM $LANG $USER [$CLOISON_WARM] $$ $PWD"; tty; shopt -q login_shell && echo log""in\n',
  );
  const output = await terminal.until(/login\r\n/);
  assert.match(output, /31 101\r\n/);
  assert.ok(output.includes(`/root xterm-256color C.UTF-8 root [] ${pid} /root`), output);
  assert.match(output, /\/dev\/pts\/\d+/);
  await client.closePty({ pty: terminal.pty });
});

test("the warm shell answers sooner than one that starts cold", async () => {
  const times: Record<"warm" | "cold", number[]> = { warm: [], cold: [] };
  for (let round = 0; round < 5; round++) {
    for (const kind of ["warm", "cold"] as const) {
      // The next warm shell starts half a second after the last was handed out.
      await delay(900);
      const startMs = performance.now();
      const { terminal } = await open(kind === "cold" ? { environment: { COLD: "1" } } : {});
      await terminal.until(/ready> /);
      times[kind].push(performance.now() - startMs);
      await client.closePty({ pty: terminal.pty });
    }
  }
  const median = (list: number[]) => list.sort((one, other) => one - other)[2] ?? Infinity;
  const [warm, cold] = [median(times.warm), median(times.cold)];
  console.log(`prompt: warm ${warm.toFixed(1)} ms, cold ${cold.toFixed(1)} ms`);
  assert.ok(warm < cold, `warm ${times.warm}, cold ${times.cold}`);
});

test("Ctrl-C reaches the foreground, the exit code comes back", async () => {
  const { terminal } = await open();
  await terminal.until(/ready> /);
  await terminal.type("sleep 100\n");
  await delay(200);
  const startMs = performance.now();
  await terminal.type("\x03");
  await terminal.until(/\^C\r\nready> /);
  assert.ok(performance.now() - startMs < 2000);
  await terminal.type("exit 42\n");
  assert.equal(await terminal.exitCode(), 42);
  await assert.rejects(terminal.type("x"), { code: StatusCode.FAILED_PRECONDITION });
  await client.closePty({ pty: terminal.pty });
  await assert.rejects(terminal.read(), { code: StatusCode.NOT_FOUND });
});

test("resizing tells the programs", async () => {
  const { terminal } = await open({
    command: ["sh", "-c", "trap 'stty size' WINCH; echo on; while :; do sleep 0.05; done"],
  });
  await terminal.until(/on/);
  await client.resizePty({ pty: terminal.pty, columns: 132, rows: 43 });
  await terminal.until(/43 132/);
  const { ptys } = await client.listPtys({});
  const listed = ptys.find(({ pty }) => pty === terminal.pty);
  assert.deepEqual([listed?.columns, listed?.rows], [132, 43]);
  await client.closePty({ pty: terminal.pty });
});

test("a command instead of a shell, with its environment; a signal becomes 128 + its number", async () => {
  const { terminal } = await open({
    command: ["sh", "-c", "echo $GREETING; kill -9 $$"],
    environment: { GREETING: "hei" },
  });
  await terminal.until(/hei\r\n/);
  assert.equal(await terminal.exitCode(), 137);
  await client.closePty({ pty: terminal.pty });
});

test("closing hangs up what runs in the foreground", async () => {
  const { terminal, pid } = await open({ command: ["sh", "-c", "sleep 100; true"] });
  await delay(100);
  await client.closePty({ pty: terminal.pty });
  for (let tries = 0; existsSync(`/proc/${pid}`); tries++) {
    assert.ok(tries < 100, "the shell is still there");
    await delay(20);
  }
  const { ptys } = await client.listPtys({});
  assert.ok(!ptys.some(({ pty }) => pty === terminal.pty));
});

test("numbers are never used twice, and the seventeenth terminal is refused", async () => {
  const opened: number[] = [];
  try {
    for (let count = 0; count < 16; count++)
      opened.push((await client.openPty({ ...plain, command: ["cat"] })).pty);
    assert.equal(new Set(opened).size, 16);
    await assert.rejects(client.openPty(plain), { code: StatusCode.RESOURCE_EXHAUSTED });
  } finally {
    for (const pty of opened) await client.closePty({ pty });
  }
  const { pty } = await client.openPty(plain);
  assert.ok(pty > Math.max(...opened) || !opened.includes(pty));
  await client.closePty({ pty });
});

test("what cannot be is refused by name", async () => {
  await assert.rejects(client.openPty({ ...plain, columns: 0 }), {
    code: StatusCode.INVALID_ARGUMENT,
    message: /columns/,
  });
  await assert.rejects(client.openPty({ ...plain, rows: 1001 }), { message: /rows/ });
  await assert.rejects(client.openPty({ ...plain, command: ["no-such-program"] }), {
    code: StatusCode.NOT_FOUND,
  });
  await assert.rejects(client.openPty({ ...plain, environment: { "A=": "b" } }), { message: /environment/ });
  const { terminal } = await open({ command: ["cat"] });
  await assert.rejects(client.readPty({ pty: terminal.pty, offset: 1n, maxBytes: 10 }), {
    code: StatusCode.OUT_OF_RANGE,
  });
  await assert.rejects(client.readPty({ pty: terminal.pty, offset: 0n, maxBytes: 65_537 }), {
    message: /max_bytes/,
  });
  await assert.rejects(client.writePty({ pty: terminal.pty, data: new Uint8Array(65_537) }), {
    message: /data/,
  });
  await client.closePty({ pty: terminal.pty });
  const { ptys } = await client.listPtys({});
  assert.deepEqual(ptys, []);
});
