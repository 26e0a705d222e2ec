// What the server does with frames that no good client sends.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { decodeResponse, encodeRequest } from "./envelope.ts";
import { encodeFrame, encodeHeader, type Frame, FrameFlag, FrameType, MAX_MESSAGE_BYTES } from "./frame.ts";
import { type ServeOptions, serve } from "./server.ts";
import { StatusCode } from "./status.ts";
import { Cancellations, hex, ManualTransport, Note, notes, settle, timers } from "./testing.test.ts";

function start(t: TestContext | undefined, options: Partial<ServeOptions> = {}) {
  const transport = new ManualTransport();
  const cancellations = new Cancellations();
  const served = serve(transport, [notes(cancellations)], { timers, ...options });
  t?.after(() => transport.close());
  return { transport, served, cancellations };
}

interface RequestOptions {
  method?: string;
  service?: string;
  flags?: number;
  note?: { number: number; text: string };
}

function request(streamId: number, options: RequestOptions = {}): Frame {
  const { method = "Echo", service = "test.Notes", flags = 0, note } = options;
  const payload = note ? Note.encode(note).finish() : new Uint8Array(0);
  const envelope = encodeRequest({ service, method, payload, timeoutMs: undefined, metadata: {} });
  return { streamId, type: FrameType.REQUEST, flags, payload: envelope };
}

function data(streamId: number, number: number, flags = 0): Frame {
  return { streamId, type: FrameType.DATA, flags, payload: Note.encode({ number, text: "" }).finish() };
}

const closing = (streamId: number): Frame => ({
  streamId,
  type: FrameType.DATA,
  flags: FrameFlag.REMOTE_CLOSED | FrameFlag.NO_DATA,
  payload: new Uint8Array(0),
});

function outcome(frame: Frame | undefined): [streamId: number, code: number] {
  assert.ok(frame);
  assert.equal(frame.type, FrameType.RESPONSE);
  return [frame.streamId, decodeResponse(frame.payload).error?.code ?? StatusCode.OK];
}

/** The frames that are sent back, as stream and status, beside the answer to a good call that comes last. */
async function answers(transport: ManualTransport, goodStreamId: number) {
  transport.arrive(request(goodStreamId, { note: { number: 42, text: "" } }));
  const isGood = ({ streamId }: Frame) => streamId === goodStreamId;
  while (!transport.frames.some(isGood)) await transport.sent(transport.frames.length + 1);
  // Nothing makes it overtake what was answered before, or wait for what takes longer.
  await settle();
  assert.deepEqual(transport.frames.filter(isGood).map(outcome), [[goodStreamId, StatusCode.OK]]);
  return transport.frames.filter((frame) => !isGood(frame)).map(outcome);
}

test("a call on the wire, byte by byte", async (t) => {
  const { transport } = start(t);
  // Header: 26 bytes follow, stream 1, type 1, no flags. Then service, method and payload (see envelope.test.ts).
  const call = hex("0000001a 00000001 01 00  0a0a746573742e4e6f746573 12044563686f 1a06080512026869");
  for (const byte of call) transport.arrive(Uint8Array.of(byte));
  await transport.sent(1);
  // Header: 8 bytes follow, stream 1, type 2, no flags. Then the payload, 6 bytes.
  const [answer] = transport.frames;
  assert.ok(answer);
  assert.deepEqual(encodeFrame(answer), hex("00000008 00000001 02 00  1206080512026869"));
});

test("a stream on the wire, byte by byte", async (t) => {
  const { transport } = start(t);
  // "Count" with number 2, flag 0x01: the caller sends no more.
  transport.arrive(hex("00000017 00000003 01 01  0a0a746573742e4e6f746573 1205436f756e74 1a020802"));
  await transport.sent(3);
  assert.deepEqual(transport.frames.map(encodeFrame), [
    hex("00000002 00000003 03 00 0801"),
    hex("00000002 00000003 03 00 0802"),
    // Remote closed and no data.
    hex("00000000 00000003 03 05"),
  ]);
});

test("even stream ids are refused", async (t) => {
  const { transport } = start(t);
  transport.arrive(request(2), request(0), data(4, 1));
  const invalid = StatusCode.INVALID_ARGUMENT;
  assert.deepEqual(await answers(transport, 1), [
    [2, invalid],
    [0, invalid],
    [4, invalid],
  ]);
});

test("stream ids must rise; one in use again spoils its stream", async (t) => {
  const { transport, cancellations } = start(t);
  transport.arrive(request(7, { method: "Wait" }), request(5), request(7));
  assert.deepEqual(await answers(transport, 9), [
    [5, StatusCode.INVALID_ARGUMENT],
    [7, StatusCode.INVALID_ARGUMENT],
  ]);
  await cancellations.until(1);
});

test("data for a stream that never was is refused, late data for one that was is dropped", async (t) => {
  const { transport } = start(t);
  transport.arrive(request(5), data(3, 1), data(5, 1), closing(5), data(7, 1));
  await transport.sent(2);
  assert.deepEqual((await answers(transport, 9)).slice(1), [[7, StatusCode.INVALID_ARGUMENT]]);
});

test("responses and unknown types are ignored", async (t) => {
  const { transport } = start(t);
  for (const type of [0, FrameType.RESPONSE, 4, 255]) {
    transport.arrive({ ...request(2), type }, { ...request(3), type });
  }
  assert.deepEqual(await answers(transport, 3), []);
});

test("an envelope or a message that cannot be decoded fails its call alone", async (t) => {
  const { transport } = start(t);
  transport.arrive({ ...request(1), payload: hex("ff ff ff") });
  const envelope = {
    service: "test.Notes",
    method: "Echo",
    payload: hex("0a ff"),
    timeoutMs: undefined,
    metadata: {},
  };
  transport.arrive({ ...request(3), payload: encodeRequest(envelope) });
  transport.arrive({ ...request(5), payload: hex("") });
  assert.deepEqual((await answers(transport, 7)).sort(), [
    [1, StatusCode.INVALID_ARGUMENT],
    [3, StatusCode.INTERNAL],
    [5, StatusCode.UNIMPLEMENTED],
  ]);
});

test("an oversized request is refused, on its stream, before its payload has come", async (t) => {
  const { transport } = start(t);
  transport.arrive(encodeHeader(request(1), MAX_MESSAGE_BYTES + 3));
  assert.deepEqual((await transport.sent(1)).map(outcome), [[1, StatusCode.RESOURCE_EXHAUSTED]]);
  transport.arrive(new Uint8Array(MAX_MESSAGE_BYTES), new Uint8Array(3));
  assert.deepEqual((await answers(transport, 3)).slice(1), []);
});

test("oversized data spoils its stream, elsewhere it is like any data", async (t) => {
  const { transport } = start(t);
  const oversized = (streamId: number, type: number) => [
    encodeHeader({ streamId, type, flags: 0 }, MAX_MESSAGE_BYTES + 1),
    new Uint8Array(MAX_MESSAGE_BYTES + 1),
  ];
  transport.arrive(
    request(1, { method: "Total", flags: FrameFlag.REMOTE_OPEN }),
    ...oversized(1, FrameType.DATA),
  );
  transport.arrive(
    data(1, 1),
    closing(1),
    ...oversized(3, FrameType.DATA),
    ...oversized(5, FrameType.RESPONSE),
  );
  assert.deepEqual(await answers(transport, 7), [
    [1, StatusCode.RESOURCE_EXHAUSTED],
    [3, StatusCode.INVALID_ARGUMENT],
  ]);
});

test("data where none may be spoils the stream", async (t) => {
  const { transport } = start(t);
  transport.arrive(request(1, { method: "Wait" }), data(1, 1));
  transport.arrive(
    request(3, { method: "Total", flags: FrameFlag.REMOTE_OPEN }),
    data(3, 1, FrameFlag.REMOTE_CLOSED),
  );
  transport.arrive(request(5, { method: "Total" }), data(5, 1));
  const outcomes = (await answers(transport, 7)).sort();
  assert.deepEqual(outcomes[0], [1, StatusCode.INVALID_ARGUMENT]);
  assert.deepEqual(outcomes[1], [3, StatusCode.OK], "a last message may come with the end");
  assert.deepEqual(outcomes[2], [5, StatusCode.INVALID_ARGUMENT]);
});

test("the end of a stream may be said twice, and where nothing was open", async (t) => {
  const { transport } = start(t);
  transport.arrive(request(1, { method: "Wait" }), closing(1));
  transport.arrive(
    request(3, { method: "Total", flags: FrameFlag.REMOTE_OPEN }),
    data(3, 5),
    closing(3),
    closing(3),
  );
  assert.deepEqual(await answers(transport, 5), [[3, StatusCode.OK]]);
});

test("the first message of a stream may be in its request", async (t) => {
  const { transport } = start(t);
  const options = { method: "Total", flags: FrameFlag.REMOTE_OPEN, note: { number: 3, text: "a" } };
  transport.arrive(request(1, options), data(1, 4), closing(1));
  const [answer] = await transport.sent(1);
  assert.ok(answer);
  const { payload } = decodeResponse(answer.payload) as { payload: Uint8Array };
  assert.deepEqual(Note.decode(payload), { number: 7, text: "a" });
});

test("a peer that sends without reading is not read any further, and nothing piles up", async (t) => {
  const { transport } = start(t, { maxCalls: 4 });
  transport.isWritable = false;
  for (let n = 0; n < 1000; n++) transport.arrive(request(2 * n + 1));
  await settle();
  assert.ok(transport.unreadChunks > 980, `${transport.unreadChunks} of 1000 are unread`);
  transport.isWritable = true;
  await transport.sent(1000);
});

test("serve resolves when the transport breaks on either side of it", async () => {
  const reading = start(undefined);
  reading.transport.arrive(request(1, { method: "Wait" }));
  await settle();
  reading.transport.break(new Error("gone"));
  await reading.served;
  assert.equal(reading.cancellations.seen.length, 1);
  assert.ok(reading.transport.isClosed);

  const writing = start(undefined);
  writing.transport.arrive(request(1, { method: "Wait" }), request(3));
  writing.transport.write = () => Promise.reject(new Error("gone"));
  await writing.served;
  assert.equal(writing.cancellations.seen.length, 1);
  assert.ok(writing.transport.isClosed);
});

test("any frames at all: the server answers a good call afterwards, or the stream has ended", async () => {
  const ids = fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 0, max: 0xffff_fff0 }));
  const methods = fc.constantFrom("Echo", "Fail", "Wait", "Fill", "Look", "Count", "Total", "Chat", "Nope");
  const flags = fc.oneof(fc.nat({ max: 7 }), fc.nat({ max: 255 }));
  const smallNote = fc.record({ number: fc.nat({ max: 2000 }), text: fc.string({ maxLength: 5 }) });
  const wild = fc
    .record({ streamId: ids, type: fc.nat({ max: 5 }), flags, payload: fc.uint8Array({ maxLength: 60 }) })
    .map(encodeFrame);
  const plausible = fc
    .record({ streamId: ids, method: methods, flags, note: smallNote })
    .map(({ streamId, ...options }) => encodeFrame(request(streamId, options)));
  const following = fc
    .record({ streamId: ids, number: fc.nat(), flags })
    .map(({ streamId, number, flags }) => encodeFrame(data(streamId, number, flags)));
  const oversized = fc.record({ streamId: ids, type: fc.nat({ max: 4 }) }).map(({ streamId, type }) => {
    const bytes = new Uint8Array(10 + MAX_MESSAGE_BYTES + 1);
    bytes.set(encodeHeader({ streamId, type, flags: 0 }, MAX_MESSAGE_BYTES + 1));
    return bytes;
  });
  const frames = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: wild },
      { weight: 20, arbitrary: plausible },
      { weight: 20, arbitrary: following },
      oversized,
    ),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(frames, fc.integer({ min: 1, max: 5000 }), async (sent, chunkBytes) => {
      const { transport, served } = start(undefined, { stallMs: 5, maxCalls: 100 });
      const bytes = Uint8Array.from(Buffer.concat(sent));
      const step = Math.max(chunkBytes, Math.ceil(bytes.length / 2000));
      for (let offset = 0; offset < bytes.length; offset += step)
        transport.arrive(bytes.slice(offset, offset + step));
      // Higher than any id that was sent.
      const goodId = 0xffff_fff1;
      transport.arrive(request(goodId, { note: { number: 42, text: "" } }));
      while (!transport.frames.some(({ streamId }) => streamId === goodId)) {
        assert.ok(!transport.isClosed);
        await transport.sent(transport.frames.length + 1);
      }
      const good = transport.frames.find(({ streamId }) => streamId === goodId);
      assert.deepEqual(outcome(good), [goodId, StatusCode.OK]);
      for (const { type, streamId } of transport.frames) {
        assert.ok(type === FrameType.RESPONSE || type === FrameType.DATA, `type ${type} on ${streamId}`);
      }
      transport.end();
      await served;
    }),
    { numRuns: 300 },
  );
});

test("any bytes at all: the server reads them to the end and stops", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), async (chunks) => {
      const { transport, served } = start(undefined, { stallMs: 5 });
      transport.arrive(...chunks);
      transport.end();
      await served;
      assert.equal(transport.unreadChunks, 0);
    }),
    { numRuns: 300 },
  );
});
