import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { before, type TestContext, test } from "node:test";
import { createSession, PageClient } from "./page-client.ts";
import { ServerProcess } from "./server-process.ts";
import { machineFolders, machineProcesses, preparation, stateFolder } from "./server-with-machines.ts";

before(preparation);

function startServer(t: TestContext, environment: Record<string, string>): ServerProcess {
  const server = new ServerProcess(environment);
  t.after(() => server.end("SIGINT"));
  return server;
}

test("a server that is killed finds its machines again: same machine, same screen, same exercise", async (t) => {
  const state = stateFolder(t);
  const first = startServer(t, { CLOISON_PORT: "0", CLOISON_STATE: state });
  const url = await first.url();
  const port = new URL(url).port;
  const token = await createSession(url);
  const page = await PageClient.connect(url, token);
  const terminal = await page.startWithTerminal("memory-limit");
  page.send({ type: "open", columns: 90, rows: 30 });
  const { terminal: other } = await page.next("opened");
  page.type(terminal, "x=remembered; seq 1 2000; echo before the $((1+1))nd server\r");
  await page.shows(terminal, /before the 2nd server\r\n.*# $/);
  const told = page.messages.findLast((message) => message.type === "exercise");
  const task = told?.exercise.task.en;
  assert.ok(task);
  const stranger = await PageClient.connect(url, await createSession(url));
  await stranger.startWithTerminal();
  assert.equal(machineFolders(state).length, 2);

  await first.end("SIGKILL");
  assert.equal((await page.whenClosed()).code, 1006);
  assert.equal(machineProcesses(state).length, 2, "the machines live on");

  const second = startServer(t, { CLOISON_PORT: port, CLOISON_STATE: state });
  assert.equal(await second.url(), url);
  const again = await PageClient.connect(url, token);
  const hello = await again.next("hello");
  assert.equal(hello.machine.status, "running");
  assert.equal(hello.exercises[0]?.task.en, task);
  const numbers = [(await again.next("opened")).terminal, (await again.next("opened")).terminal];
  assert.deepEqual(numbers.sort(), [terminal, other].sort());
  await again.shows(terminal, /1999\r\n2000\r\n.*before the 2nd server\r\n.*# /s);
  again.type(terminal, "echo $x by the same shell\r");
  await again.shows(terminal, /remembered by the same shell/);
  again.type(other, "stty size\r");
  await again.shows(other, /30 90/);
  again.send({ type: "check", exercise: "memory-limit" });
  await again.next("exercise", {
    where: ({ exercise }) => exercise.checks.every(({ verdict }) => verdict.status === "unmet"),
  });
  await again.close();

  const { code, ms } = await second.end("SIGINT");
  assert.equal(code, 0);
  assert.ok(ms < 2000, `${ms} ms`);
  assert.deepEqual(machineProcesses(state), [], "Ctrl-C leaves no process");
  assert.deepEqual(machineFolders(state), [], "nor a folder");
});

test("a machine that no session knows is removed, an upgrade keeps the others", async (t) => {
  const state = stateFolder(t);
  const environment = { CLOISON_PORT: "0", CLOISON_STATE: state, CLOISON_KEEP_MACHINES: "1" };
  const first = startServer(t, environment);
  const url = await first.url();
  const token = await createSession(url);
  const page = await PageClient.connect(url, token);
  await page.startWithTerminal();
  const { code } = await first.end("SIGTERM");
  assert.equal(code, 0);
  assert.equal((await page.whenClosed()).code, 1001);
  assert.equal(machineProcesses(state).length, 1, "kept for the next server");

  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${state}/sessions.sqlite${suffix}`, { force: true });
  const second = startServer(t, environment);
  await second.url();
  for (let tries = 0; machineProcesses(state).length > 0; tries++) {
    assert.ok(tries < 100, second.output);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.match(second.output, /belongs to no session/);
});

test("a busy port and a wrong setting are explained without a stack", async (t) => {
  const first = startServer(t, { CLOISON_PORT: "0", CLOISON_STATE: stateFolder(t) });
  const port = new URL(await first.url()).port;
  const second = startServer(t, { CLOISON_PORT: port, CLOISON_STATE: stateFolder(t) });
  const [code] = (await once(second.child, "exit")) as [number];
  assert.equal(code, 1);
  assert.match(
    second.output,
    new RegExp(`Port ${port} .* is in use.*CLOISON_PORT=${Number(port) + 1} npm start`),
  );
  assert.doesNotMatch(second.output, /\n {4}at /);
  const third = startServer(t, { CLOISON_PORT: "http" });
  assert.equal((await once(third.child, "exit"))[0], 1);
  assert.match(third.output, /CLOISON_PORT must be a port/);
  assert.doesNotMatch(third.output, /\n {4}at /);
});
