import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createSession, PageClient } from "./page-client.ts";
import { preparation, serverWithMachines } from "./server-with-machines.ts";

before(preparation);

const isNone = ({ machine }: { machine: { status: string } }) => machine.status === "none";

test("stop ends the machine, and a start afterwards gives another", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal();
  const [placed] = await server.machines.list();
  page.send({ type: "stop" });
  assert.equal((await page.next("closed")).terminal, terminal);
  assert.deepEqual((await page.next("machine", { where: isNone })).machine, { status: "none" });
  for (let tries = 0; (await server.machines.list()).length > 0; tries++) {
    assert.ok(tries < 100);
    await sleep(20);
  }
  await page.startWithTerminal();
  const [next] = await server.machines.list();
  assert.notEqual(next?.id, placed?.id);
});

test("an idle machine is announced to end, kept by a key, and then ends", async (t) => {
  const server = await serverWithMachines(t, { configuration: { idleMinutes: 0.1 } });
  const page = await server.newPage();
  const terminal = await page.startWithTerminal();
  const { expiresAt } = await page.next("expiring");
  assert.ok(expiresAt > Date.now() && expiresAt < Date.now() + 3000);
  page.type(terminal, " ");
  const { machine } = await page.next("machine");
  assert.ok(machine.status === "running" && machine.expiresAt > expiresAt);
  await page.next("expiring");
  const { machine: ended } = await page.next("machine", { where: isNone });
  assert.ok(ended.status === "none" && /without input/.test(ended.reason?.en ?? ""));
  await server.logged(/machine-dropped/);
  assert.deepEqual(await server.machines.list(), []);
});

test("a machine that nobody looks at is frozen, and goes on with the right time when somebody does", async (t) => {
  const server = await serverWithMachines(t, { configuration: { freezeSeconds: 1 } });
  const token = await createSession(server.url);
  const before = await PageClient.connect(server.url, token);
  const terminal = await before.startWithTerminal();
  before.type(terminal, `sh -c 'n=0; while :; do n=$((n+1)); echo tick $n $(date +%s); sleep 0.2; done'\r`);
  await before.shows(terminal, /tick 3 /);
  await before.close();
  await server.logged(/machine-frozen/);
  assert.match(await (await fetch(`${server.url}/healthz`)).text(), /"frozen":1/);
  await sleep(4000);
  const after = await PageClient.connect(server.url, token);
  const repainted = await after.shows(terminal, /tick \d+/);
  const last = Number([...repainted.matchAll(/tick (\d+) /g)].at(-1)?.[1]);
  const text = await after.shows(terminal, new RegExp(`tick ${last + 3} \\d+`));
  const clock = Number([...text.matchAll(/tick \d+ (\d+)/g)].at(-1)?.[1]);
  assert.ok(Math.abs(clock - Date.now() / 1000) < 2.5, `${clock} at ${Date.now() / 1000}`);
  assert.ok(last < 20, `it stood still: ${last}`);
  after.type(terminal, "\x03");
  await after.shows(terminal, /\^C\r\n.*# $/);
  await after.close();
});

test("when the house is full learners wait in line and are served as machines end", async (t) => {
  const server = await serverWithMachines(t, { machines: { maxMachines: 1 } });
  const [first, second, third] = [await server.newPage(), await server.newPage(), await server.newPage()];
  await first.startWithTerminal();
  for (const [page, position] of [
    [second, 1],
    [third, 2],
  ] as const) {
    page.send({ type: "start", exercise: null });
    page.send({ type: "open", columns: 80, rows: 24 });
    await page.next("machine", {
      where: ({ machine }) => machine.status === "queued" && machine.position === position,
    });
  }
  // A reset of what one has is not a place in the queue.
  first.send({ type: "reset" });
  await first.next("machine", { where: ({ machine }) => machine.status === "running" });
  first.send({ type: "stop" });
  const opened = await second.next("opened");
  await second.shows(opened.terminal, /# $/);
  await third.next("machine", {
    where: ({ machine }) => machine.status === "queued" && machine.position === 1,
  });
  second.send({ type: "stop" });
  await third.next("opened");
});

test("a machine that dies is reported, and the next start works", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal();
  page.type(terminal, "echo 1 > /proc/sys/kernel/sysrq; echo o > /proc/sysrq-trigger\r");
  const { machine } = await page.next("machine", { where: isNone });
  assert.ok(machine.status === "none" && machine.reason);
  assert.equal((await page.next("error")).code, "machine-lost");
  await page.startWithTerminal();
});

test("with a full disk one waits in the queue, which says so, and nothing is left of the attempt", async (t) => {
  const server = await serverWithMachines(t, { machines: { reserveDiskMiB: 1_000_000_000 } });
  const page = await server.newPage();
  page.send({ type: "start", exercise: null });
  const { machine } = await page.next("machine", { where: (message) => message.machine.status === "queued" });
  assert.deepEqual(machine, { status: "queued", position: 1, waitsFor: "disk" });
  assert.deepEqual(await server.machines.list(), []);
});

test("hasty clicks end in one machine", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  for (const type of ["start", "start", "reset", "stop", "start", "reset"] as const)
    page.send(type === "start" ? { type, exercise: null } : { type });
  page.send({ type: "open", columns: 80, rows: 24 });
  const { terminal } = await page.next("opened");
  await page.shows(terminal, /# $/);
  for (let tries = 0; (await server.machines.list()).length !== 1; tries++) {
    assert.ok(tries < 100);
    await sleep(50);
  }
  assert.deepEqual(
    page.messages.filter(({ type }) => type === "error"),
    [],
  );
});

test("the boot console of a machine is shown, one at a time, and closed on demand", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  page.send({ type: "console", columns: 80, rows: 24 });
  const opened = await page.next("opened");
  assert.deepEqual([opened.terminal, opened.kind], [0, "console"]);
  page.send({ type: "console", columns: 80, rows: 24 });
  assert.equal((await page.next("error")).code, "console-busy");
  await page.shows(0, /login/, 110_000);
  page.send({ type: "close", terminal: 0 });
  assert.equal((await page.next("closed")).terminal, 0);
  page.send({ type: "console", columns: 80, rows: 24 });
  await page.next("opened");
});
