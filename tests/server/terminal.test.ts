import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import headless from "@xterm/headless";
import { createSession, PageClient } from "./page-client.ts";
import { preparation, serverWithMachines } from "./server-with-machines.ts";

before(preparation);

/** The lines of a screen after these bytes. */
async function screenOf(output: string): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, scrollback: 5000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  const buffer = terminal.buffer.active;
  const lines = Array.from(
    { length: buffer.length },
    (_, row) => buffer.getLine(row)?.translateToString(true) ?? "",
  );
  terminal.dispose();
  return lines.filter((line) => line !== "");
}

test("a click gives a prompt on a machine with a name of its own", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  page.send({ type: "start", exercise: null });
  page.send({ type: "open", columns: 100, rows: 30 });
  const { machine } = await page.next("machine", { where: ({ machine }) => machine.status === "running" });
  assert.ok(machine.status === "running" && /^lab-[0-9a-f]{4}$/.test(machine.hostname));
  assert.ok(machine.expiresAt > Date.now() + 29 * 60_000);
  const { terminal, kind, repaint } = await page.next("opened");
  assert.deepEqual([kind, repaint], ["shell", false]);
  await page.shows(terminal, new RegExp(`root@${machine.hostname}.*# $`));
  page.type(terminal, "stty size; hostname; id -u; echo clock $(date +%s)\r");
  const text = await page.shows(terminal, /clock \d+/);
  assert.match(text, new RegExp(`30 100\r\n${machine.hostname}\r\n0\r\n`));
  const clock = Number(/clock (\d+)/.exec(text)?.[1]);
  assert.ok(Math.abs(clock - Date.now() / 1000) < 3, `the machine's clock is ${clock}`);
});

test("two clones share neither name, machine-id nor random numbers", async (t) => {
  const server = await serverWithMachines(t);
  const told: string[][] = [];
  for (let i = 0; i < 2; i++) {
    const page = await server.newPage();
    const terminal = await page.startWithTerminal();
    page.type(
      terminal,
      "echo I $(cat /etc/machine-id) $(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \\n') $(hostname) am\r",
    );
    const text = await page.shows(terminal, /I \S+ \S+ \S+ am/);
    told.push(/I (\S+) (\S+) (\S+) am/.exec(text)?.slice(1) ?? []);
  }
  for (const index of [0, 1, 2]) assert.notEqual(told[0]?.[index], told[1]?.[index]);
});

test("six terminals live beside each other, a seventh is refused, one that ends says how", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const numbers = [await page.startWithTerminal()];
  for (let i = 1; i < 6; i++) {
    page.send({ type: "open", columns: 80, rows: 24 });
    numbers.push((await page.next("opened")).terminal);
  }
  assert.equal(new Set(numbers).size, 6);
  page.send({ type: "open", columns: 80, rows: 24 });
  assert.equal((await page.next("error")).code, "too-many-terminals");
  const [first, second, third] = numbers as [number, number, number];
  page.type(first, "exit 7\r");
  assert.deepEqual(await page.next("closed"), { type: "closed", terminal: first, exitCode: 7 });
  page.send({ type: "close", terminal: second });
  assert.equal((await page.next("closed")).terminal, second);
  page.send({ type: "resize", terminal: third, columns: 133, rows: 44 });
  page.type(third, "stty size\r");
  await page.shows(third, /44 133/);
  page.send({ type: "open", columns: 80, rows: 24 });
  await page.next("opened");
});

test("a page that comes in the midst of output shows in the end what the first one shows", async (t) => {
  const server = await serverWithMachines(t);
  const token = await createSession(server.url);
  const first = await PageClient.connect(server.url, token);
  const terminal = await first.startWithTerminal();
  first.type(terminal, "for i in $(seq 1 4000); do echo line $i é; done; echo the $((1+1)) end\r");
  const late: PageClient[] = [];
  for (let i = 0; i < 3; i++) {
    await sleep(60);
    const page = await PageClient.connect(server.url, token);
    assert.equal((await page.next("opened")).repaint, true);
    late.push(page);
  }
  await first.shows(terminal, /the 2 end\r\n.*# /s);
  const expected = (await screenOf(first.output.get(terminal) ?? "")).slice(-500);
  for (const page of late) {
    const text = await page.shows(terminal, /the 2 end\r\n.*# /s);
    assert.deepEqual((await screenOf(text)).slice(-500), expected);
  }
  for (const page of [first, ...late]) await page.close();
});

test("a reload finds a full-screen program where it was", async (t) => {
  const server = await serverWithMachines(t);
  const token = await createSession(server.url);
  const before = await PageClient.connect(server.url, token);
  const terminal = await before.startWithTerminal();
  before.type(terminal, "seq 1 300 > numbers; less numbers\r");
  await before.shows(terminal, /\n23.*numbers/s);
  await before.close();
  const after = await PageClient.connect(server.url, token);
  await after.next("opened", { where: ({ repaint }) => repaint });
  const text = await after.shows(terminal, /numbers/);
  assert.ok(text.includes("\x1b[?1049h"), "on the alternate screen");
  after.type(terminal, "G");
  await after.shows(terminal, /300/);
  after.type(terminal, "q");
  await after.shows(terminal, /# $/);
  await after.close();
});

test("20 MB of output: Ctrl-C answers within 300 ms and the server's memory stays bounded", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal();
  const idleBytes = process.memoryUsage().rss;
  page.type(
    terminal,
    "yes 'a line of some length, as programs print them, again and again' | head -c 20000000; echo do''ne\r",
  );
  let mostBytes = 0;
  const watch = setInterval(() => {
    mostBytes = Math.max(mostBytes, process.memoryUsage().rss);
  }, 50);
  await page.shows(terminal, /done\r\n.*# $/, 120_000);
  page.type(terminal, "yes\r");
  await page.until(() => (page.outputBytes > 22_000_000 ? true : undefined), "more output", 60_000);
  const startMs = performance.now();
  page.type(terminal, "\x03");
  await page.shows(terminal, /\^C\r\n.*# $/, 5000);
  const answerMs = performance.now() - startMs;
  clearInterval(watch);
  t.diagnostic(`Ctrl-C ${answerMs.toFixed(0)} ms, memory +${((mostBytes - idleBytes) / 1e6).toFixed(0)} MB`);
  assert.ok(answerMs <= 300, `${answerMs} ms`);
  assert.ok(mostBytes - idleBytes < 150e6, `${mostBytes - idleBytes} bytes more`);
});

test("a page that draws nothing stops the program; Ctrl-C still reaches it", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal();
  page.acknowledges = false;
  const before = page.outputBytes;
  page.type(terminal, "yes\r");
  await page.until(() => (page.outputBytes - before > 512 * 1024 ? true : undefined), "the pause");
  await sleep(1000);
  const stoppedAt = page.outputBytes;
  await sleep(500);
  assert.equal(page.outputBytes, stoppedAt);
  assert.ok(stoppedAt - before < 640 * 1024);
  page.type(terminal, "\x03");
  page.acknowledges = true;
  page.send({ type: "ack", terminal, bytes: stoppedAt - before });
  await page.shows(terminal, /\^C\r\n.*# $/);
});

test("a large paste arrives whole", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal();
  page.type(terminal, "stty -icanon -echo; echo re''ady; head -c 300000 | md5sum; stty sane\r");
  await page.shows(terminal, /ready/);
  const part = "0123456789abcdef".repeat(1875);
  for (let i = 0; i < 10; i++) page.type(terminal, part);
  const { createHash } = await import("node:crypto");
  const expected = createHash("md5").update(part.repeat(10)).digest("hex");
  await page.shows(terminal, new RegExp(expected));
});

test("a learner who kills the agent gets terminals again", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal();
  page.type(terminal, "kill -9 $(pgrep -f ^/usr/lib/cloison/agent)\r");
  // Well before the server asks by itself whether the agent is still there.
  assert.equal((await page.next("closed", { withinMs: 5000 })).terminal, terminal);
  page.send({ type: "open", columns: 80, rows: 24 });
  const opened = await page.next("opened");
  await page.shows(opened.terminal, /# $/);
  page.type(opened.terminal, "echo ag''ain\r");
  await page.shows(opened.terminal, /again/);
});
