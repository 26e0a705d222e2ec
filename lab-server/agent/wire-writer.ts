/** A length that is filled in afterwards is written with this many bytes, whatever it is. */
const lengthBytes = 4;
const lengthFieldType = 2;

/**
 * Writes protobuf messages straight into one buffer: no objects, no copies, lengths filled in afterwards. For the
 * answers whose size or frequency makes the generated code too slow on an emulated processor.
 */
export class WireWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(roomBytes: number) {
    this.#bytes = new Uint8Array(roomBytes);
  }

  /** How much has been written. */
  get length(): number {
    return this.#length;
  }

  /** A copy of what has been written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Takes back everything from a position on. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** Writes a number field that is not negative. */
  number(field: number, value: number): void {
    this.#reserve(20);
    this.#varint(field * 8);
    this.#varint(value);
  }

  /** Writes a string field of ASCII or already encoded text. */
  bytes(field: number, value: Uint8Array): void {
    this.#reserve(20 + value.byteLength);
    this.#varint(field * 8 + lengthFieldType);
    this.#varint(value.byteLength);
    this.append(value);
  }

  /** Appends bytes to the field or message under way. */
  append(value: Uint8Array): void {
    this.#reserve(value.byteLength);
    this.#bytes.set(value, this.#length);
    this.#length += value.byteLength;
  }

  /** Lets `read` write at most `roomBytes` into the field or message under way and say how much that was. */
  fill(roomBytes: number, read: (into: Uint8Array) => number): void {
    this.#reserve(roomBytes);
    this.#length += read(this.#bytes.subarray(this.#length, this.#length + roomBytes));
  }

  /** Begins a string, bytes or message field. The function that it gives ends it. */
  open(field: number): () => void {
    this.#reserve(16);
    this.#varint(field * 8 + lengthFieldType);
    const start = this.#length + lengthBytes;
    this.#length = start;
    return () => {
      const length = this.#length - start;
      for (let index = 0; index < lengthBytes; index++) {
        const isLast = index === lengthBytes - 1;
        this.#bytes[start - lengthBytes + index] = ((length >>> (7 * index)) & 0x7f) | (isLast ? 0 : 0x80);
      }
    };
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.byteLength) return;
    const larger = new Uint8Array(Math.max(this.#bytes.byteLength * 2, this.#length + bytes));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
