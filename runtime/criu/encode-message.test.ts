import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { encodeMessage } from "./encode-message.ts";
import { MessageFields } from "./message-fields.ts";

test("another implementation reads what is written", () => {
  const bytes = encodeMessage([
    [1, 300],
    [2, -1],
    [3, true],
    [4, "é"],
    [5, [[1, 7]]],
    [6, undefined],
    [37, ["a", "b"]],
    [
      27,
      [
        [
          [1, "key"],
          [2, 4],
        ],
        [
          [1, "other"],
          [2, 5],
        ],
      ],
    ],
  ]);
  const reader = new BinaryReader(bytes);
  const found: unknown[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    found.push([
      field,
      type === WireType.Varint ? reader.int64() : Buffer.from(reader.bytes()).toString("latin1"),
    ]);
  }
  assert.deepEqual(found, [
    ...[
      [1, 300n],
      [2, -1n],
      [3, 1n],
      [4, "\xc3\xa9"],
      [5, "\x08\x07"],
    ],
    ...[
      [37, "a"],
      [37, "b"],
      [27, "\x0a\x03key\x10\x04"],
      [27, "\x0a\x05other\x10\x05"],
    ],
  ]);
});

test("what another implementation writes is read", () => {
  const bytes = new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(6)
    .tag(7, WireType.Varint)
    .int32(-17)
    .tag(5, WireType.LengthDelimited)
    .fork()
    .tag(1, WireType.LengthDelimited)
    .string("post-dump")
    .tag(2, WireType.Varint)
    .int32(70000)
    .join()
    .finish();
  const fields = new MessageFields(bytes);
  assert.equal(fields.number(1), 6);
  assert.equal(fields.number(7), -17);
  assert.equal(fields.message(5)?.text(1), "post-dump");
  assert.equal(fields.message(5)?.number(2), 70000);
  assert.equal(fields.number(3), undefined);
  assert.equal(fields.text(1), undefined);
});

test("a message that is cut short is refused", () => {
  const bytes = encodeMessage([[4, "text"]]);
  for (let length = 1; length < bytes.byteLength; length++)
    assert.throws(() => new MessageFields(bytes.subarray(0, length)), /cut short/);
  assert.throws(() => new MessageFields(Uint8Array.of(0x0d, 1, 2, 3, 4)), /field of type 5/);
  assert.throws(() => new MessageFields(new Uint8Array(11).fill(0xff)), /too long/);
});
