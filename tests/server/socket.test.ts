import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { WebSocket } from "ws";
import { closeCode } from "../../lab-server/protocol/close-code.ts";
import { maxMessageBytes } from "../../lab-server/protocol/messages.ts";
import { createSession, PageClient } from "./page-client.ts";
import { serverWithoutMachines } from "./server-without-machines.ts";

/** The status of a refused upgrade; 101 when it was not refused. */
async function upgradeStatus(
  url: string,
  {
    protocols,
    origin,
    path = "/api/lab",
  }: { protocols: string[]; origin: string | undefined; path?: string },
): Promise<number> {
  const socket = new WebSocket(`${url.replace("http", "ws")}${path}`, protocols, origin ? { origin } : {});
  const status = await new Promise<number>((resolve) => {
    socket.on("open", () => resolve(101));
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => {});
  });
  socket.terminate();
  return status;
}

test("only a page of ours with a known token and our version gets a connection", async (t) => {
  const { url, port } = await serverWithoutMachines(t);
  const token = `token.${await createSession(url)}`;
  const good = { protocols: ["cloison.v1", token], origin: url };
  assert.equal(await upgradeStatus(url, good), 101);
  assert.equal(await upgradeStatus(url, { ...good, origin: `http://127.0.0.1:${port}` }), 101);
  assert.equal(await upgradeStatus(url, { ...good, origin: undefined }), 403);
  assert.equal(await upgradeStatus(url, { ...good, origin: "http://evil.example" }), 403);
  assert.equal(await upgradeStatus(url, { ...good, protocols: ["cloison.v1"] }), 401);
  assert.equal(await upgradeStatus(url, { ...good, protocols: ["cloison.v1", `${token}x`] }), 401);
  assert.equal(await upgradeStatus(url, { ...good, protocols: ["cloison.v2", token] }), 426);
  assert.equal(await upgradeStatus(url, { ...good, protocols: [token] }), 400);
  assert.equal(await upgradeStatus(url, { ...good, path: "/elsewhere" }), 404);
});

test("tokens never reach the log", async (t) => {
  const { url, lines } = await serverWithoutMachines(t);
  const token = await createSession(url);
  const page = await PageClient.connect(url, token);
  await page.next("hello");
  page.send({ type: "start", exercise: null });
  await page.next("machine", { where: ({ machine }) => machine.status === "queued" });
  await upgradeStatus(url, { protocols: ["cloison.v1", "token.wrong"], origin: "http://evil.example" });
  await page.close();
  assert.ok(lines.length > 0);
  for (const line of lines) assert.ok(!line.includes(token) && !line.includes("wrong"), line);
});

test("the first message says how things stand", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const page = await PageClient.connect(url, await createSession(url));
  assert.deepEqual(await page.next("hello"), {
    type: "hello",
    version: 1,
    idleMinutes: 30,
    accelerator: "emulation",
    machine: { status: "none" },
    exercises: [],
  });
  assert.equal(page.socket.protocol, "cloison.v1", "the token is not echoed");
  await page.close();
});

test("what makes no sense is answered with a code, and tolerated five times", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const page = await PageClient.connect(url, await createSession(url));
  page.socket.send("{");
  page.socket.send(JSON.stringify({ type: "open", columns: "80", rows: 24 }));
  page.socket.send(new Uint8Array());
  page.socket.send(new Uint8Array([1]));
  page.socket.send("[]");
  for (let i = 0; i < 5; i++) assert.equal((await page.next("error")).code, "malformed-message");
  await sleep(50);
  assert.equal(page.closed, undefined);
  page.socket.send("null");
  assert.deepEqual(await page.whenClosed(), {
    code: closeCode.policy,
    reason: "Too many malformed messages.",
  });
});

test("requests that cannot be met have codes of their own", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const page = await PageClient.connect(url, await createSession(url));
  const expectations = [
    [{ type: "start", exercise: "no-such-exercise" }, "unknown-exercise"],
    [{ type: "check", exercise: "no-such-exercise" }, "unknown-exercise"],
    [{ type: "hint", exercise: "no-such-exercise" }, "unknown-exercise"],
    [{ type: "open", columns: 80, rows: 24 }, "no-machine"],
    [{ type: "reset" }, "no-machine"],
    [{ type: "close", terminal: 7 }, "unknown-terminal"],
    [{ type: "console", columns: 80, rows: 24 }, "console-busy"],
  ] as const;
  for (const [message, code] of expectations) {
    page.send(message);
    const error = await page.next("error");
    assert.equal(error.code, code, JSON.stringify(message));
    assert.ok(error.message.en.length > 10 && error.message.fr.length > 10);
  }
  page.type(9, "keys for a terminal that has gone are nobody's mistake");
  page.send({ type: "ack", terminal: 9, bytes: 5 });
  page.send({ type: "resize", terminal: 9, columns: 80, rows: 24 });
  page.send({ type: "stop" });
  await sleep(100);
  assert.equal(page.messages.filter(({ type }) => type === "error").length, expectations.length);
  await page.close();
});

test("a message beyond the limit ends the connection, one at the limit does not", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const page = await PageClient.connect(url, await createSession(url));
  page.socket.send(new Uint8Array(maxMessageBytes).fill(1));
  await sleep(100);
  assert.equal(page.closed, undefined);
  page.socket.send(new Uint8Array(maxMessageBytes + 1));
  assert.equal((await page.whenClosed()).code, 1009);
});

test("a flood of messages ends the connection", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const token = await createSession(url);
  const costly = await PageClient.connect(url, token);
  for (let i = 0; i < 100; i++) costly.send({ type: "stop" });
  assert.equal((await costly.whenClosed()).code, closeCode.policy);
  const cheap = await PageClient.connect(url, token);
  for (let i = 0; i < 20_000; i++) cheap.send({ type: "ack", terminal: 1, bytes: 1 });
  assert.equal((await cheap.whenClosed()).code, closeCode.policy);
});

test("a fifth page takes the place of the first", async (t) => {
  const { url } = await serverWithoutMachines(t);
  const token = await createSession(url);
  const pages: PageClient[] = [];
  for (let i = 0; i < 5; i++) {
    const page = await PageClient.connect(url, token);
    await page.next("hello");
    pages.push(page);
  }
  assert.equal((await (pages[0] as PageClient).whenClosed()).code, closeCode.replaced);
  await sleep(50);
  for (const page of pages.slice(1)) {
    assert.equal(page.closed, undefined);
    await page.close();
  }
});

test("waiting learners see their places, first come first served, and whoever leaves loses theirs", async (t) => {
  const { url } = await serverWithoutMachines(t, { queueSeconds: 1 });
  const pages: PageClient[] = [];
  for (let i = 0; i < 3; i++) {
    const page = await PageClient.connect(url, await createSession(url));
    page.send({ type: "start", exercise: null });
    await page.next("machine", {
      where: ({ machine }) => machine.status === "queued" && machine.position === i + 1,
    });
    pages.push(page);
  }
  const [first, second, third] = pages as [PageClient, PageClient, PageClient];
  first.send({ type: "stop" });
  await first.next("machine", { where: ({ machine }) => machine.status === "none" });
  await second.next("machine", {
    where: ({ machine }) => machine.status === "queued" && machine.position === 1,
  });
  await second.close();
  await sleep(300);
  assert.notDeepEqual(third.messages.at(-1), { type: "machine", machine: { status: "queued", position: 1 } });
  await third.next("machine", {
    where: ({ machine }) => machine.status === "queued" && machine.position === 1,
  });
  await third.close();
  await first.close();
});

test("no bytes at all bring the server down", async (t) => {
  const { url } = await serverWithoutMachines(t, { sessionsPerMinute: 10_000 });
  const token = await createSession(url);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 200 })), { maxLength: 8 }),
      async (messages) => {
        const page = await PageClient.connect(url, token);
        for (const message of messages) page.socket.send(message);
        page.socket.close();
        await once(page.socket, "close");
      },
    ),
    { numRuns: 50 },
  );
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

test("the server stops within two seconds and tells the pages to come back", async (t) => {
  const server = await serverWithoutMachines(t);
  const page = await PageClient.connect(server.url, await createSession(server.url));
  const startMs = performance.now();
  const closing = server.close({ drop: true });
  assert.equal((await page.whenClosed()).code, closeCode.goingAway);
  await closing;
  assert.ok(performance.now() - startMs < 2000);
  await assert.rejects(fetch(`${server.url}/healthz`));
});
