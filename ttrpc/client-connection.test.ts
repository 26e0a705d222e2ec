// What the client does with frames that no good server sends.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { createClient } from "./client.ts";
import { type ConnectOptions, connect } from "./client-connection.ts";
import { encodeResponse } from "./envelope.ts";
import { encodeFrame, encodeHeader, type Frame, FrameFlag, FrameType, MAX_MESSAGE_BYTES } from "./frame.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import { hex, ManualTransport, Note, NotesDefinition, settle, timers } from "./testing.test.ts";

function start(t: TestContext | undefined, options: Partial<ConnectOptions> = {}) {
  const transport = new ManualTransport();
  const connection = connect(transport, { timers, ...options });
  t?.after(() => connection.close());
  return { transport, connection, client: createClient(NotesDefinition, connection) };
}

const encoded = (number: number) => Note.encode({ number, text: "" }).finish();
const nothing = { number: 0, text: "" };

function response(streamId: number, number: number): Frame {
  return {
    streamId,
    type: FrameType.RESPONSE,
    flags: 0,
    payload: encodeResponse({ payload: encoded(number) }),
  };
}

function data(streamId: number, number: number, flags = 0): Frame {
  return { streamId, type: FrameType.DATA, flags, payload: encoded(number) };
}

async function* each<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function numbers(answers: AsyncIterable<Note>): Promise<number[]> {
  const collected: number[] = [];
  for await (const { number } of answers) collected.push(number);
  return collected;
}

test("the four kinds of requests on the wire, byte by byte", async (t) => {
  const { transport, client } = start(t);
  const one = { number: 1, text: "" };
  const service = "0a0a746573742e4e6f746573"; // field 1, 10 bytes: "test.Notes"
  const calls = [
    client.echo(one),
    numbers(client.count(one)),
    client.total(each([one])),
    numbers(client.chat(each([one]))),
  ];
  const sent = (await transport.sent(8)).map(encodeFrame);
  const hexes = sent.map((bytes) => Buffer.from(bytes).toString("hex"));
  assert.deepEqual(
    new Set(hexes),
    new Set(
      [
        `00000016 00000001 01 00 ${service} 12044563686f 1a020801`, // Echo: no flag
        `00000017 00000003 01 01 ${service} 1205436f756e74 1a020801`, // Count: remote closed
        `00000013 00000005 01 02 ${service} 1205546f74616c`, // Total: remote open, no payload
        "00000002 00000005 03 00 0801",
        "00000000 00000005 03 05", // remote closed, no data
        `00000012 00000007 01 02 ${service} 120443686174`, // Chat
        "00000002 00000007 03 00 0801",
        "00000000 00000007 03 05",
      ].map((text) => text.replaceAll(" ", "")),
    ),
  );
  const closing = FrameFlag.REMOTE_CLOSED | FrameFlag.NO_DATA;
  transport.arrive(
    response(1, 10),
    data(3, 30),
    data(3, 0, closing),
    response(5, 50),
    data(7, 70, FrameFlag.REMOTE_CLOSED),
  );
  assert.deepEqual(await Promise.all(calls), [
    { number: 10, text: "" },
    [30],
    { number: 50, text: "" },
    [70],
  ]);
});

test("a stream of answers may end with a response, which may carry the last", async (t) => {
  const { transport, client } = start(t);
  const streams = [numbers(client.count(nothing)), numbers(client.count(nothing))];
  transport.arrive(data(1, 1), { ...response(1, 0), payload: hex("") }, data(3, 1), response(3, 2));
  assert.deepEqual(await Promise.all(streams), [[1], [1, 2]]);
});

test("an empty message in a stream is a message, unless its flag says that there is none", async (t) => {
  const { transport, client } = start(t);
  const stream = numbers(client.count(nothing));
  transport.arrive(data(1, 0), data(1, 9, FrameFlag.NO_DATA), data(1, 0, FrameFlag.REMOTE_CLOSED));
  assert.deepEqual(await stream, [0, 0]);
});

test("frames for no call are dropped", async (t) => {
  const { transport, client } = start(t);
  const call = client.echo(nothing);
  transport.arrive(response(3, 1), response(2, 1), response(0, 1), data(99, 1), {
    ...response(1, 1),
    type: 9,
  });
  transport.arrive({ ...response(1, 1), type: FrameType.REQUEST }, response(1, 5), response(1, 6));
  assert.equal((await call).number, 5);
});

test("streamed data for a single answer, or bytes that are no message, fail the call alone", async (t) => {
  const { transport, client } = start(t);
  const calls = Promise.allSettled([client.echo(nothing), client.echo(nothing), client.echo(nothing)]);
  const other = client.echo(nothing);
  transport.arrive(
    data(1, 1),
    { ...response(3, 1), payload: hex("ff") },
    { ...response(5, 1), payload: hex("12 02 0a ff") },
  );
  transport.arrive(response(7, 4));
  for (const call of await calls) {
    assert.ok(call.status === "rejected" && call.reason instanceof TtrpcError);
    assert.equal(call.reason.code, StatusCode.INTERNAL);
  }
  assert.equal((await other).number, 4);
});

test("an oversized answer fails its call, and the connection goes on after it", async (t) => {
  const { transport, client } = start(t);
  const calls = Promise.allSettled([client.echo(nothing), client.echo(nothing)]);
  transport.arrive(
    encodeHeader(response(1, 0), MAX_MESSAGE_BYTES + 1),
    new Uint8Array(MAX_MESSAGE_BYTES + 1),
  );
  transport.arrive(response(3, 3));
  const [first, second] = await calls;
  assert.ok(first.status === "rejected" && first.reason.code === StatusCode.RESOURCE_EXHAUSTED);
  assert.ok(second.status === "fulfilled" && second.value.number === 3);
});

test("an end inside a frame is told as such", async (t) => {
  const { transport, client, connection } = start(t);
  const call = assert.rejects(client.echo(nothing), {
    code: StatusCode.UNAVAILABLE,
    message: /inside a frame/,
  });
  transport.arrive(hex("00 00 00"));
  transport.end();
  await call;
  await connection.ended;
  assert.ok(transport.isClosed);
});

test("requests to a peer that does not read are taken back when their calls are over", async (t) => {
  const { transport, client } = start(t, { maxCalls: 10 });
  transport.isWritable = false;
  for (let round = 0; round < 20; round++) {
    const calls = Array.from({ length: 10 }, () => client.echo(nothing, { timeoutMs: 1 }));
    for (const call of await Promise.allSettled(calls)) {
      assert.ok(call.status === "rejected" && call.reason.code === StatusCode.DEADLINE_EXCEEDED);
    }
  }
  transport.isWritable = true;
  const last = client.echo(nothing);
  await transport.sent(2);
  await settle();
  // The one that was being written, and the last: their ids rise.
  assert.deepEqual(
    transport.frames.map(({ streamId }) => streamId),
    [1, 401],
  );
  transport.arrive(response(401, 8));
  assert.equal((await last).number, 8);
});

test("any frames at all: calls end one way or the other, and the next one works", async () => {
  const wild = fc.record({
    streamId: fc.nat({ max: 9 }),
    type: fc.nat({ max: 4 }),
    flags: fc.nat({ max: 7 }),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constant(encodeResponse({ payload: encoded(3) })),
      fc.constant(encoded(4)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(wild, { maxLength: 30 }), async (frames) => {
      const { transport, connection, client } = start(undefined, { stallMs: 5 });
      const calls = Promise.allSettled([
        client.echo(nothing),
        numbers(client.count(nothing)),
        client.total(each([])),
        numbers(client.chat(each([nothing]))),
      ]);
      for (const frame of frames) transport.arrive(frame);
      await settle();
      const good = client.echo(nothing);
      while (!transport.frames.some(({ streamId }) => streamId === 9))
        await transport.sent(transport.frames.length + 1);
      transport.arrive(response(9, 5));
      assert.equal((await good).number, 5);
      connection.close();
      for (const call of await calls)
        if (call.status === "rejected") assert.ok(call.reason instanceof TtrpcError);
    }),
    { numRuns: 300 },
  );
});
