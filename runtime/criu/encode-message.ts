/*
 * The part of the protobuf encoding that criu's protocol uses (protobuf.dev, "Encoding"): numbers as varints, texts and
 * messages behind their length. A schema would be longer than these few messages.
 */

export type Value = number | boolean | string | Message;

/** Fields by number, in order. undefined is left out; a list is a repeated field. */
export type Message = readonly (readonly [field: number, value: Value | readonly Value[] | undefined])[];

const varint = 0;
const lengthDelimited = 2;

export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const [field, value] of message) {
    if (value === undefined) continue;
    for (const each of isRepeated(value) ? value : [value]) putField(bytes, field, each);
  }
  return Uint8Array.from(bytes);
}

/** A message is a list too: of pairs that begin with a number. */
function isRepeated(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value) && !isMessage(value);
}

function isMessage(value: readonly unknown[]): value is Message {
  return Array.isArray(value[0]) && typeof value[0][0] === "number";
}

function putField(bytes: number[], field: number, value: Value): void {
  if (typeof value === "number" || typeof value === "boolean") {
    putVarint(bytes, BigInt((field << 3) | varint));
    putVarint(bytes, BigInt(value));
    return;
  }
  const content = typeof value === "string" ? new TextEncoder().encode(value) : encodeMessage(value);
  putVarint(bytes, BigInt((field << 3) | lengthDelimited));
  putVarint(bytes, BigInt(content.byteLength));
  for (const byte of content) bytes.push(byte);
}

/** A negative number takes ten bytes, as if it had 64 bits. */
function putVarint(bytes: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
}
