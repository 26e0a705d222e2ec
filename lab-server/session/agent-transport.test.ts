import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, connect as dial, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { agentTransport } from "./agent-transport.ts";

/** Two ends of a unix socket. */
async function sockets(t: TestContext): Promise<[ours: Socket, theirs: Socket]> {
  const folder = mkdtempSync(join(tmpdir(), "agent-transport-"));
  const path = join(folder, "socket");
  const listener = createServer({ allowHalfOpen: true });
  const accepted = new Promise<Socket>((resolve) => listener.once("connection", resolve));
  await new Promise<void>((resolve) => listener.listen(path, resolve));
  const ours = dial(path);
  const theirs = await accepted;
  listener.close();
  rmSync(folder, { recursive: true });
  theirs.on("error", () => {});
  t.after(() => {
    ours.destroy();
    theirs.destroy();
  });
  return [ours, theirs];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function collect(incoming: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("carries bytes both ways, and ends when the peer ends", async (t) => {
  const [ours, theirs] = await sockets(t);
  const transport = agentTransport(ours);
  await transport.write(Buffer.from("to the agent"));
  theirs.once("data", (bytes) => theirs.end(`had ${bytes}`));
  assert.equal((await collect(transport.incoming)).toString(), "had to the agent");
});

test("a peer that does not read makes write wait, until it reads or is gone", async (t) => {
  const [ours, theirs] = await sockets(t);
  const transport = agentTransport(ours);
  const chunk = new Uint8Array(64 * 1024);
  let written = 0;
  const writing = (async () => {
    for (;;) {
      await transport.write(chunk);
      written += 1;
    }
  })();
  const failed = assert.rejects(writing, /stream is closed/);
  await pause(100);
  const stuckAt = written;
  assert.ok(stuckAt < 100, `${stuckAt} chunks were taken from a writer whom nobody reads`);
  assert.ok(ours.writableLength <= 2 * chunk.length, `${ours.writableLength} bytes wait`);
  await pause(50);
  assert.equal(written, stuckAt);
  theirs.resume();
  while (written < stuckAt + 100) await pause(5);
  theirs.destroy();
  await failed;
});

test("a consumer that does not ask stops the reading", async (t) => {
  const [ours, theirs] = await sockets(t);
  const incoming = agentTransport(ours).incoming[Symbol.asyncIterator]();
  const chunk = new Uint8Array(64 * 1024);
  let sent = 0;
  const pump = () => {
    while (sent < 1000 && theirs.write(chunk)) sent += 1;
  };
  theirs.on("drain", pump);
  pump();
  await incoming.next();
  await pause(100);
  assert.ok(sent < 100, `${sent} chunks were taken from the peer`);
  assert.ok(ours.readableLength <= 2 * chunk.length, `${ours.readableLength} bytes wait`);
});

test("close ends the reading without an error, and may be called again", async (t) => {
  const [ours] = await sockets(t);
  const transport = agentTransport(ours);
  const reading = collect(transport.incoming);
  await pause(10);
  transport.close();
  transport.close();
  assert.equal((await reading).length, 0);
  await assert.rejects(async () => transport.write(Buffer.from("late")), /stream is closed/);
});

test("a broken stream is an error that keeps its cause", async (t) => {
  const [ours] = await sockets(t);
  const transport = agentTransport(ours);
  const reading = collect(transport.incoming);
  ours.destroy(new Error("ECONNRESET of the test"));
  await assert.rejects(reading, (error: Error) => {
    assert.match(error.message, /Cannot read from the agent/);
    assert.match((error.cause as Error).message, /ECONNRESET/);
    return true;
  });
  await assert.rejects(
    async () => transport.write(Buffer.from("late")),
    (error: Error) => {
      assert.match((error.cause as Error).message, /ECONNRESET/);
      return true;
    },
  );
});

test("a stream that breaks while nobody waits does not end the process", async (t) => {
  const [ours] = await sockets(t);
  agentTransport(ours);
  ours.destroy(new Error("unheard"));
  await pause(20);
});
