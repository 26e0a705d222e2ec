import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeFrame, encodeHeader, type Frame, HEADER_BYTES, MAX_MESSAGE_BYTES } from "./frame.ts";
import { FrameDecoder, type OversizedFrame } from "./frame-decoder.ts";
import { framesOf, hex } from "./testing.test.ts";

const frames = fc.record(
  {
    streamId: fc.integer({ min: 0, max: 0xffff_ffff }),
    type: fc.integer({ min: 0, max: 255 }),
    flags: fc.integer({ min: 0, max: 255 }),
    payload: fc.uint8Array({ maxLength: 300 }),
  },
  { noNullPrototype: true },
);

/** Cuts bytes at the given places, taken modulo what is left; the rest is one piece. */
function cut(bytes: Uint8Array, lengths: number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const length of lengths) {
    pieces.push(bytes.slice(offset, offset + length));
    offset = Math.min(offset + length, bytes.length);
  }
  pieces.push(bytes.slice(offset));
  return pieces;
}

function join(pieces: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}

function decodeAll(decoder: FrameDecoder, pieces: Uint8Array[]): (Frame | OversizedFrame)[] {
  return pieces.flatMap((piece) => {
    const found = framesOf(decoder, piece);
    assert.ok(decoder.heldBytes <= MAX_MESSAGE_BYTES, `${decoder.heldBytes} bytes held`);
    return found;
  });
}

test("reads the frame of the specification's drawing", () => {
  const decoder = new FrameDecoder();
  const bytes = hex("00000003 01020305 03 05 616263");
  assert.deepEqual(framesOf(decoder, bytes), [
    { streamId: 0x01020305, type: 3, flags: 5, payload: hex("616263") },
  ]);
  assert.equal(decoder.isMidFrame, false);
});

test("valid frames come back whole from any chunking", () => {
  fc.assert(
    fc.property(fc.array(frames, { maxLength: 8 }), fc.array(fc.nat({ max: 400 })), (sent, lengths) => {
      const decoder = new FrameDecoder();
      const received = decodeAll(decoder, cut(join(sent.map(encodeFrame)), lengths));
      assert.deepEqual(received, sent);
      assert.equal(decoder.isMidFrame, false);
      assert.equal(decoder.heldBytes, 0);
    }),
    { numRuns: 500 },
  );
});

test("valid frames come back whole a byte at a time", () => {
  fc.assert(
    fc.property(fc.array(frames, { maxLength: 4 }), (sent) => {
      const bytes = join(sent.map(encodeFrame));
      const received = decodeAll(
        new FrameDecoder(),
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
      );
      assert.deepEqual(received, sent);
    }),
  );
});

test("arbitrary bytes in arbitrary chunks neither throw nor hold more than the limit", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 64 }),
          frames.map(encodeFrame),
          // A header with any length at all, most of them beyond what follows.
          fc
            .integer({ min: 0, max: 0xffff_ffff })
            .map((length) => encodeHeader({ streamId: 1, type: 1, flags: 0 }, length)),
        ),
        { maxLength: 10 },
      ),
      fc.array(fc.nat({ max: 50 })),
      (parts, lengths) => {
        const bytes = join(parts);
        const atOnce = decodeAll(new FrameDecoder(), [bytes]);
        const inPieces = decodeAll(new FrameDecoder(), cut(bytes, lengths));
        assert.deepEqual(inPieces, atOnce, "the chunking does not matter");
      },
    ),
    { numRuns: 1000 },
  );
});

test("the limit itself is allowed, one byte more is thrown away as it arrives", () => {
  const decoder = new FrameDecoder();
  const header = { streamId: 1, type: 3, flags: 0 };
  const largest = encodeFrame({ ...header, payload: new Uint8Array(MAX_MESSAGE_BYTES).fill(7) });
  const [whole] = decodeAll(decoder, cut(largest, [100, 70_000]));
  assert.ok(whole && "payload" in whole && whole.payload.length === MAX_MESSAGE_BYTES);
  assert.ok(whole.payload.every((byte) => byte === 7));

  const tooLong = MAX_MESSAGE_BYTES + 1;
  assert.deepEqual(framesOf(decoder, encodeHeader(header, tooLong)), [
    { ...header, oversizedBytes: tooLong },
  ]);
  assert.equal(decoder.heldBytes, 0);
  for (let left = tooLong; left > 0; left -= 65_536) {
    assert.deepEqual(framesOf(decoder, new Uint8Array(Math.min(left, 65_536))), []);
    assert.equal(decoder.heldBytes, 0);
  }
  const next = { streamId: 3, type: 1, flags: 0, payload: hex("01") };
  assert.deepEqual(framesOf(decoder, encodeFrame(next)), [next]);
});

test("many huge declared lengths take no memory of the process", () => {
  // 300 connections stop inside a frame of 4 GiB, 300 inside one over the limit by a byte.
  const before = process.memoryUsage();
  const decoders = Array.from({ length: 600 }, (_, index) => {
    const decoder = new FrameDecoder();
    const length = index % 2 ? 0xffff_ffff : MAX_MESSAGE_BYTES + 1;
    assert.equal(framesOf(decoder, encodeHeader({ streamId: 1, type: 1, flags: 0 }, length)).length, 1);
    for (let i = 0; i < 10; i++) assert.equal(framesOf(decoder, new Uint8Array(4096)).length, 0);
    return decoder;
  });
  const after = process.memoryUsage();
  assert.ok(decoders.every((decoder) => decoder.heldBytes === 0 && decoder.isMidFrame));
  const grownBytes = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
  // The chunks given in are 25 MB themselves, if none has been collected yet.
  assert.ok(grownBytes < 48 * 1024 * 1024, `grew by ${grownBytes} bytes`);
});

test("a large message a byte at a time costs a linear number of steps", () => {
  const bytes = encodeFrame({ streamId: 1, type: 3, flags: 0, payload: new Uint8Array(1 << 20) });
  const decoder = new FrameDecoder();
  const startMs = performance.now();
  let found = 0;
  for (let i = 0; i < bytes.length; i++) found += framesOf(decoder, bytes.subarray(i, i + 1)).length;
  assert.equal(found, 1);
  // A copy for each byte would move 5 * 10^11 bytes: minutes. This takes about half a second.
  assert.ok(performance.now() - startMs < 20_000);
});

test("a small payload does not keep a large chunk alive, a large one is not copied", () => {
  const small = encodeFrame({ streamId: 1, type: 3, flags: 0, payload: hex("010203") });
  const chunk = join([small, new Uint8Array(HEADER_BYTES - 1)]);
  const padded = new Uint8Array(65_536);
  padded.set(chunk);
  const [first] = framesOf(new FrameDecoder(), padded.subarray(0, chunk.length));
  assert.ok(first && "payload" in first && first.payload.buffer.byteLength < 100);

  const large = encodeFrame({ streamId: 1, type: 3, flags: 0, payload: new Uint8Array(60_000) });
  const [second] = framesOf(new FrameDecoder(), large);
  assert.ok(second && "payload" in second && second.payload.buffer === large.buffer);
});

test("Buffers are read like plain bytes", () => {
  const [frame] = framesOf(new FrameDecoder(), Buffer.from(hex("00000001 00000001 02 00 41")));
  assert.ok(frame && "payload" in frame);
  assert.equal(Object.getPrototypeOf(frame.payload), Uint8Array.prototype);
});
