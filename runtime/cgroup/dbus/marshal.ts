import type { DbusValue, Variant } from "./dbus-value.ts";
import { alignmentOf, type DbusType, parseSignature } from "./signature.ts";

const byte: DbusType = { code: "y", parts: [] };
const uint32: DbusType = { code: "u", parts: [] };

/** Writes values as D-Bus sends them, little-endian; see "Marshaling" in the D-Bus Specification. */
export function marshal(signature: string, values: readonly DbusValue[]): Uint8Array {
  const writer = new Writer();
  const types = parseSignature(signature);
  if (types.length !== values.length)
    throw new Error(`Cannot marshal ${signature}: it wants ${types.length} values, found ${values.length}`);
  writer.writeAll(types, values);
  return writer.bytes();
}

class Writer {
  readonly #encoder = new TextEncoder();
  #buffer = new Uint8Array(512);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  writeAll(types: readonly DbusType[], values: readonly DbusValue[]): void {
    for (const [index, type] of types.entries()) this.write(type, values[index] as DbusValue);
  }

  write(type: DbusType, value: DbusValue): void {
    const { code, parts } = type;
    if (code === "a") this.#writeArray(parts[0] as DbusType, value as readonly DbusValue[] | Uint8Array);
    else if (code === "(" || code === "{") {
      this.#align(8);
      this.writeAll(parts, value as readonly DbusValue[]);
    } else if (code === "v") {
      const { signature, value: inner } = value as Variant;
      this.#writeSignature(signature);
      this.write(parseSignature(signature)[0] as DbusType, inner);
    } else if (code === "g") this.#writeSignature(value as string);
    else if (code === "s" || code === "o") this.#writeText(value as string);
    else this.#writeNumber(type, value as number | bigint | boolean);
  }

  #writeNumber(type: DbusType, value: number | bigint | boolean): void {
    const size = type.code === "b" ? 4 : alignmentOf(type);
    this.#align(size);
    const at = this.#grow(size);
    // Only now: growing makes another.
    const view = this.#view;
    const number = Number(value);
    if (type.code === "y") view.setUint8(at, number);
    else if (type.code === "n") view.setInt16(at, number, true);
    else if (type.code === "q") view.setUint16(at, number, true);
    else if (type.code === "i") view.setInt32(at, number, true);
    else if (type.code === "u" || type.code === "b") view.setUint32(at, number, true);
    else if (type.code === "x") view.setBigInt64(at, BigInt(value), true);
    else if (type.code === "t") view.setBigUint64(at, BigInt(value), true);
    else view.setFloat64(at, number, true);
  }

  /** Length in bytes, without the padding before the first element, then the elements. */
  #writeArray(element: DbusType, values: readonly DbusValue[] | Uint8Array): void {
    this.#align(4);
    const lengthAt = this.#grow(4);
    this.#align(alignmentOf(element));
    const start = this.#length;
    if (values instanceof Uint8Array) this.#append(values);
    else for (const value of values) this.write(element, value);
    this.#view.setUint32(lengthAt, this.#length - start, true);
  }

  #writeText(text: string): void {
    const bytes = this.#encoder.encode(text);
    this.#writeNumber(uint32, bytes.byteLength);
    this.#append(bytes);
    this.#grow(1);
  }

  #writeSignature(signature: string): void {
    this.#writeNumber(byte, signature.length);
    this.#append(this.#encoder.encode(signature));
    this.#grow(1);
  }

  #append(bytes: Uint8Array): void {
    const at = this.#grow(bytes.byteLength);
    this.#buffer.set(bytes, at);
  }

  #align(bytes: number): void {
    this.#grow(-this.#length & (bytes - 1));
  }

  /** Makes room for more bytes, which are 0. Result: where they begin. */
  #grow(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#buffer.byteLength) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
