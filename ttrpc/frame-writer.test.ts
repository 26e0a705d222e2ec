import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_MESSAGE_BYTES } from "./frame.ts";
import { FrameWriter } from "./frame-writer.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import { ManualTransport, settle } from "./testing.test.ts";

const frame = (streamId: number, payloadBytes = 1) => ({
  streamId,
  type: 3,
  flags: 0,
  payload: new Uint8Array(payloadBytes),
});

function writer() {
  const transport = new ManualTransport();
  const broken: TtrpcError[] = [];
  return { transport, broken, writer: new FrameWriter(transport, (error) => broken.push(error)) };
}

test("frames keep their order, large ones in one piece with their headers", async () => {
  const { transport, writer: out } = writer();
  const sent = [frame(1), frame(3, 1_000_000), frame(5), frame(7, MAX_MESSAGE_BYTES)].map(
    (f) => out.enqueue(f).sent,
  );
  await Promise.all(sent);
  assert.deepEqual(
    transport.frames.map((f) => [f.streamId, f.payload.length]),
    [
      [1, 1],
      [3, 1_000_000],
      [5, 1],
      [7, MAX_MESSAGE_BYTES],
    ],
  );
});

test("a message over the limit is refused before anything is written", async () => {
  const { transport, writer: out } = writer();
  assert.throws(() => out.enqueue(frame(1, MAX_MESSAGE_BYTES + 1)), { code: StatusCode.RESOURCE_EXHAUSTED });
  await settle();
  assert.equal(transport.frames.length, 0);
});

test("a frame that waits can be taken back; one that is being written cannot", async () => {
  const { transport, writer: out } = writer();
  transport.isWritable = false;
  const first = out.enqueue(frame(1));
  const second = out.enqueue(frame(3));
  const third = out.enqueue(frame(5));
  first.drop();
  second.drop();
  await second.sent;
  transport.isWritable = true;
  await first.sent;
  await third.sent;
  assert.deepEqual(
    transport.frames.map((f) => f.streamId),
    [1, 5],
  );
});

test("a frame that the transport takes at once is sent when it has been given", async () => {
  const written: number[] = [];
  const pending: (() => void)[] = [];
  const transport = {
    write(bytes: Uint8Array): Promise<void> | undefined {
      written.push(bytes[7] as number);
      return bytes[7] === 5 ? new Promise((resolve) => pending.push(resolve)) : undefined;
    },
    incoming: new ManualTransport().incoming,
    close: () => {},
  };
  const out = new FrameWriter(transport, () => assert.fail());
  assert.equal(out.enqueue(frame(3)).sent, undefined);
  const slow = out.enqueue(frame(5));
  const behind = out.enqueue(frame(7));
  assert.deepEqual(written, [3, 5]);
  pending[0]?.();
  await slow.sent;
  await behind.sent;
  await settle();
  assert.deepEqual(written, [3, 5, 7]);
  assert.equal(out.enqueue(frame(9)).sent, undefined);
});

test("a transport that throws is broken as one that rejects", async () => {
  const broken: TtrpcError[] = [];
  const transport = new ManualTransport();
  transport.write = () => {
    throw new Error("gone");
  };
  const out = new FrameWriter(transport, (error) => broken.push(error));
  await assert.rejects(async () => out.enqueue(frame(1)).sent, { code: StatusCode.UNAVAILABLE });
  assert.equal(broken.length, 1);
});

test("a broken transport fails what waits and what comes later, and is told once", async () => {
  const { transport, broken, writer: out } = writer();
  transport.isWritable = false;
  const waiting = [out.enqueue(frame(1)), out.enqueue(frame(3))];
  transport.close();
  for (const { sent } of waiting) await assert.rejects(async () => sent, { code: StatusCode.UNAVAILABLE });
  assert.throws(() => out.enqueue(frame(5)), { code: StatusCode.UNAVAILABLE });
  assert.equal(broken.length, 1);
});

test("close fails what waits with its reason", async () => {
  const { transport, writer: out } = writer();
  transport.isWritable = false;
  out.enqueue(frame(1));
  const second = out.enqueue(frame(3));
  out.close(new TtrpcError(StatusCode.CANCELLED, "enough"));
  await assert.rejects(async () => second.sent, /enough/);
  transport.close();
});
