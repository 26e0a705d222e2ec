const varint = 0;
const lengthDelimited = 2;

/** A message that came: of a repeated field the last value. Numbers beyond 2^53 are rounded; there are none. */
export class MessageFields {
  readonly #values = new Map<number, bigint | Uint8Array>();

  /** Throws when the bytes end inside a field or hold a kind of field that criu does not use. */
  constructor(bytes: Uint8Array) {
    const reader = new Reader(bytes);
    while (!reader.isAtEnd) {
      const tag = Number(reader.varint());
      const type = tag & 7;
      if (type !== varint && type !== lengthDelimited)
        throw new Error(`Cannot read a message of criu: field of type ${type}`);
      this.#values.set(tag >> 3, type === varint ? reader.varint() : reader.bytes(Number(reader.varint())));
    }
  }

  /** As int32, or a boolean as 0 and 1. */
  number(field: number): number | undefined {
    const value = this.#values.get(field);
    return typeof value === "bigint" ? Number(BigInt.asIntN(64, value)) : undefined;
  }

  text(field: number): string | undefined {
    const value = this.#values.get(field);
    return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
  }

  message(field: number): MessageFields | undefined {
    const value = this.#values.get(field);
    return value instanceof Uint8Array ? new MessageFields(value) : undefined;
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.byteLength;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error("Cannot read a message of criu: it is cut short");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error("Cannot read a message of criu: a number is too long");
  }

  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.byteLength) throw new Error("Cannot read a message of criu: it is cut short");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}
