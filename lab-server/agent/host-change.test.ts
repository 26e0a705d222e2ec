import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HostChange } from "./host-change.ts";

function frame(streamId: number, type: number, payloadBytes: number): Uint8Array {
  const bytes = new Uint8Array(10 + payloadBytes).fill(0xff, 10);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payloadBytes);
  view.setUint32(4, streamId);
  view.setUint8(8, type);
  return bytes;
}

/** The frames of one host: requests with rising ids, and data on them. */
const host = fc
  .array(fc.record({ isRequest: fc.boolean(), payloadBytes: fc.nat(40) }), { minLength: 1, maxLength: 8 })
  .map((frames) => {
    let streamId = -1;
    return Buffer.concat(
      frames.map(({ isRequest, payloadBytes }, index) => {
        if (isRequest || index === 0) streamId += 2;
        return frame(streamId, isRequest || index === 0 ? 1 : 3, payloadBytes);
      }),
    );
  });

test("two hosts are told apart wherever the stream is cut into chunks", () => {
  fc.assert(
    fc.property(
      host,
      host,
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      (first, second, sizes) => {
        const stream = Buffer.concat([first, second]);
        const change = new HostChange();
        const ours: Uint8Array[] = [];
        let offset = 0;
        for (let index = 0; change.rest === undefined; index++) {
          assert.ok(offset < stream.length, "the second host was not found");
          const size = sizes[index % sizes.length] ?? 1;
          const admitted = change.admit(new Uint8Array(stream.subarray(offset, offset + size)));
          ours.push(admitted.ours);
          assert.equal(admitted.isLast, change.rest !== undefined);
          offset += size;
        }
        assert.deepEqual(Buffer.concat(ours), first);
        assert.deepEqual(Buffer.concat([change.rest, stream.subarray(offset)]), second);
      },
    ),
  );
});

test("one host alone is never cut", () => {
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 60 }), (bytes, size) => {
      const change = new HostChange();
      const ours: Uint8Array[] = [];
      for (let offset = 0; offset < bytes.length; offset += size) {
        ours.push(change.admit(new Uint8Array(bytes.subarray(offset, offset + size))).ours);
      }
      assert.deepEqual(Buffer.concat(ours), bytes);
      assert.equal(change.rest, undefined);
    }),
  );
});
