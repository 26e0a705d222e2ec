const utf8 = new TextDecoder();

/** The ways in which a field's value is written: the low three bits of its tag. */
const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH_DELIMITED = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FOUR_BYTES = 5;

/** What a number's bits from 49 on count. */
const highPart = 2 ** 49;

/** These bits as a part of a number of 64 bits whose first is the sign; what lies beyond them is nothing. */
const signedHigh = (bits: number) => (bits << 17) >> 17;

/**
 * Reads a protobuf message field by field (https://protobuf.dev/programming-guides/encoding). It does what the
 * envelopes need and no more, in few steps: every call passes through here, and on QuickJS each step counts.
 * Throws a plain Error for bytes that are no message.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  /** Where the bytes of a length-delimited value begin; they end at the offset. */
  #start = 0;
  #number = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Goes on to the next field: its number * 8 + how it is written; 0 after the last. Groups are passed over. */
  next(): number {
    const bytes = this.#bytes;
    const start = this.#offset;
    const tag = bytes[start];
    if (tag === undefined) return 0;
    const length = bytes[start + 1];
    // Nearly all fields are like this: tag and length take a byte each.
    if (tag > 7 && (tag & 0x87) === LENGTH_DELIMITED && length !== undefined && length < 0x80) {
      const end = start + 2 + length;
      if (end > bytes.length) throw new Error("a field reaches beyond its message");
      this.#start = start + 2;
      this.#offset = end;
      return tag;
    }
    if (tag > 7 && (tag & 0x87) === VARINT) {
      this.#offset = start + 1;
      this.#number = this.#varint();
      return tag;
    }
    return this.#nextOfAnyKind();
  }

  /** The value of a varint field: a whole number of 64 bits, signed; beyond 2^53 the nearest that JavaScript has. */
  get number(): number {
    return this.#number;
  }

  /** The value of a length-delimited field. It shares the message's memory. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#offset);
  }

  get text(): string {
    return utf8.decode(this.bytes);
  }

  #nextOfAnyKind(): number {
    let groups = 0;
    while (this.#offset < this.#bytes.length) {
      const tag = this.#varint();
      const kind = tag % 8;
      if (kind === VARINT) this.#number = this.#varint();
      else if (kind === EIGHT_BYTES) this.#skip(8);
      else if (kind === FOUR_BYTES) this.#skip(4);
      else if (kind === LENGTH_DELIMITED) {
        const length = this.#varint();
        this.#start = this.#offset;
        this.#skip(length);
      } else if (kind === GROUP_START) groups += 1;
      else if (kind === GROUP_END) groups -= 1;
      if (tag < 8 || tag > 0xffff_ffff || kind > FOUR_BYTES || groups < 0)
        throw new Error(`a field has the tag ${tag}`);
      if (groups === 0 && kind !== GROUP_END) return tag;
    }
    if (groups > 0) throw new Error("a group does not end");
    return 0;
  }

  /** Seven bits in each byte, lowest first. Seven bytes are exact together, and so are the three that may follow. */
  #varint(): number {
    const bytes = this.#bytes;
    const start = this.#offset;
    let low = 0;
    let value = 0;
    let weight = 1;
    for (let index = 0; index < 10; index += 1) {
      const byte = bytes[start + index];
      if (byte === undefined) throw new Error("a number reaches beyond its message");
      if (index === 7) {
        low = value;
        value = 0;
        weight = 1;
      }
      value += (byte & 0x7f) * weight;
      weight *= 0x80;
      if (byte > 0x7f) continue;
      this.#offset = start + index + 1;
      return index < 7 ? value : low + signedHigh(value) * highPart;
    }
    throw new Error("a number has more than ten bytes");
  }

  #skip(length: number): void {
    if (length < 0 || length > this.#bytes.length - this.#offset)
      throw new Error("a field reaches beyond its message");
    this.#offset += length;
  }
}
