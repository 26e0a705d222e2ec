import type { DbusValue } from "./dbus-value.ts";
import { alignmentOf, type DbusType, parseSignature } from "./signature.ts";

const mostDepth = 64;

/** Reads the values of a message. Throws on bytes that end too early. */
export function unmarshal(signature: string, bytes: Uint8Array, isLittleEndian = true): DbusValue[] {
  const reader = new Reader(bytes, isLittleEndian);
  return parseSignature(signature).map((type) => reader.read(type, 0));
}

class Reader {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #isLittleEndian: boolean;
  #at = 0;

  constructor(bytes: Uint8Array, isLittleEndian: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#isLittleEndian = isLittleEndian;
  }

  read(type: DbusType, depth: number): DbusValue {
    const { code, parts } = type;
    if (depth > mostDepth) throw new RangeError("Cannot unmarshal: nested too deeply");
    if (code === "a") return this.#readArray(parts[0] as DbusType, depth);
    if (code === "(" || code === "{") {
      this.#align(8);
      return parts.map((part) => this.read(part, depth + 1));
    }
    if (code === "v") {
      const signature = this.#readText(this.#readNumber("y") as number);
      const [inner] = parseSignature(signature);
      if (inner === undefined) throw new RangeError("Cannot unmarshal: a variant without type");
      return { signature, value: this.read(inner, depth + 1) };
    }
    if (code === "g") return this.#readText(this.#readNumber("y") as number);
    if (code === "s" || code === "o") return this.#readText(this.#readNumber("u") as number);
    if (code === "b") return this.#readNumber("u") !== 0;
    return this.#readNumber(code);
  }

  #readNumber(code: string): number | bigint {
    const size = alignmentOf({ code, parts: [] });
    this.#align(size);
    const at = this.#take(size);
    const view = this.#view;
    const isLittle = this.#isLittleEndian;
    if (code === "y") return view.getUint8(at);
    if (code === "n") return view.getInt16(at, isLittle);
    if (code === "q") return view.getUint16(at, isLittle);
    if (code === "i") return view.getInt32(at, isLittle);
    if (code === "u") return view.getUint32(at, isLittle);
    if (code === "x") return view.getBigInt64(at, isLittle);
    if (code === "t") return view.getBigUint64(at, isLittle);
    return view.getFloat64(at, isLittle);
  }

  #readArray(element: DbusType, depth: number): DbusValue {
    const length = this.#readNumber("u") as number;
    this.#align(alignmentOf(element));
    const start = this.#take(length);
    const end = this.#at;
    if (element.code === "y") return this.#bytes.slice(start, end);
    this.#at = start;
    const values: DbusValue[] = [];
    while (this.#at < end) values.push(this.read(element, depth + 1));
    if (this.#at !== end) throw new RangeError("Cannot unmarshal: an array's length splits an element");
    return values;
  }

  #readText(length: number): string {
    const start = this.#take(length + 1);
    return this.#decoder.decode(this.#bytes.subarray(start, start + length));
  }

  #align(bytes: number): void {
    this.#take(-this.#at & (bytes - 1));
  }

  #take(bytes: number): number {
    const start = this.#at;
    if (bytes > this.#bytes.byteLength - start)
      throw new RangeError(
        `Cannot unmarshal: ${bytes} bytes at ${start} are wanted of ${this.#bytes.byteLength}`,
      );
    this.#at += bytes;
    return start;
  }
}
