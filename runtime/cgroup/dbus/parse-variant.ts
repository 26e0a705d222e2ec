import type { DbusValue, Variant } from "./dbus-value.ts";
import { parseSignature } from "./signature.ts";

/** Words before a value that tell its type. */
const typeWords: Record<string, string> = {
  boolean: "b",
  byte: "y",
  int16: "n",
  uint16: "q",
  int32: "i",
  uint32: "u",
  int64: "x",
  uint64: "t",
  handle: "i",
  double: "d",
  string: "s",
  objectpath: "o",
  signature: "g",
};

const integerRanges: Record<string, [bigint, bigint]> = {
  y: [0n, 2n ** 8n - 1n],
  n: [-(2n ** 15n), 2n ** 15n - 1n],
  q: [0n, 2n ** 16n - 1n],
  i: [-(2n ** 31n), 2n ** 31n - 1n],
  u: [0n, 2n ** 32n - 1n],
  x: [-(2n ** 63n), 2n ** 63n - 1n],
  t: [0n, 2n ** 64n - 1n],
};

/** Parses a value in GVariant's text format: uint64 5, 'text', ['a', 'b'], (1, true), @as [], <'variant'>. */
export function parseVariant(text: string): Variant {
  const reader = new VariantReader(text);
  const variant = reader.value(undefined);
  reader.end();
  return variant;
}

class VariantReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `wanted`: the type that something before it has told. */
  value(wanted: string | undefined): Variant {
    const word = this.#match(/(true|false)(?![a-z0-9])/y);
    if (word !== undefined) return this.#typed(wanted, "b", word === "true");
    const annotated = this.#match(/@([a-z(){}]+)/y) ?? this.#match(/([a-z]+[0-9]*)(?=\s)/y);
    if (annotated !== undefined) {
      const signature = annotated.startsWith("@") ? annotated.slice(1) : typeWords[annotated];
      if (signature === undefined || parseSignature(signature).length !== 1)
        this.#fail(`no type ${annotated}`);
      return this.value(signature);
    }
    if (this.#match(/\[/y)) return this.#array(wanted);
    if (this.#match(/\(/y)) return this.#structure(wanted);
    if (this.#match(/</y)) {
      const inner = this.value(undefined);
      this.#expect(">");
      return this.#typed(wanted, "v", inner);
    }
    const quote = this.#match(/['"]/y);
    if (quote !== undefined) return this.#string(wanted, quote);
    return this.#number(wanted);
  }

  end(): void {
    this.#match(/\s*$/y);
    if (this.#at !== this.#text.length) this.#fail("more follows");
  }

  #array(wanted: string | undefined): Variant {
    if (wanted !== undefined && !wanted.startsWith("a")) this.#fail(`${wanted} is wanted, an array found`);
    let element = wanted?.slice(1);
    const values: DbusValue[] = [];
    while (this.#match(/\]/y) === undefined) {
      if (values.length > 0) this.#expect(",");
      const next = this.value(element);
      element = next.signature;
      values.push(next.value);
    }
    if (element === undefined) this.#fail("an empty array needs its type before it, as @as []");
    return {
      signature: `a${element}`,
      value: element === "y" ? Uint8Array.from(values as number[]) : values,
    };
  }

  #structure(wanted: string | undefined): Variant {
    const types = wanted === undefined ? undefined : parseSignature(wanted);
    if (types && types[0]?.code !== "(") this.#fail(`${wanted} is wanted, a structure found`);
    const fields: Variant[] = [];
    while (this.#match(/\)/y) === undefined) {
      if (fields.length > 0) this.#expect(",");
      if (this.#match(/\)/y) !== undefined) break;
      const type = types?.[0]?.parts[fields.length];
      fields.push(this.value(type && signatureOf(type)));
    }
    const signature = `(${fields.map((field) => field.signature).join("")})`;
    if (fields.length === 0 || (wanted !== undefined && wanted !== signature))
      this.#fail(`no structure ${wanted ?? ""}`);
    return { signature, value: fields.map((field) => field.value) };
  }

  #string(wanted: string | undefined, quote: string): Variant {
    let value = "";
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined) this.#fail("the closing quote is missing");
      if (character === quote) break;
      value += character === "\\" ? this.#escape() : character;
    }
    return this.#typed(wanted, "sog".includes(wanted ?? "-") ? (wanted as string) : "s", value);
  }

  #escape(): string {
    const character = this.#text[this.#at++] ?? "";
    const digits = character === "u" ? 4 : character === "U" ? 8 : 0;
    if (digits > 0) {
      const code = Number.parseInt(this.#text.slice(this.#at, this.#at + digits), 16);
      this.#at += digits;
      return String.fromCodePoint(code);
    }
    return { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" }[character] ?? character;
  }

  #number(wanted: string | undefined): Variant {
    const text = this.#match(/[-+]?(0x[0-9a-fA-F]+|[0-9.]+([eE][-+]?[0-9]+)?|inf|nan)/y);
    if (text === undefined) this.#fail("a value is missing");
    const isInteger = /^[-+]?(0x[0-9a-fA-F]+|[0-9]+)$/.test(text);
    const type = wanted ?? (isInteger ? "i" : "d");
    if (type === "d") return { signature: type, value: Number(text) };
    const [least, most] = integerRanges[type] ?? [1n, 0n];
    const digits = text.replace(/^[-+]/, "");
    if (!isInteger) this.#fail(`${text} is no whole number`);
    const value =
      (text.startsWith("-") ? -1n : 1n) * BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
    if (value < least || value > most) this.#fail(`${text} is no value of type ${type}`);
    return { signature: type, value: type === "x" || type === "t" ? value : Number(value) };
  }

  #typed(wanted: string | undefined, found: string, value: DbusValue): Variant {
    if (wanted !== undefined && wanted !== found) this.#fail(`${wanted} is wanted, ${found} found`);
    return { signature: found, value };
  }

  #expect(character: string): void {
    if (this.#match(new RegExp(character, "y")) === undefined) this.#fail(`${character} is missing`);
  }

  /** Takes what matches here, after blanks. */
  #match(pattern: RegExp): string | undefined {
    const blanks = /\s*/y;
    blanks.lastIndex = this.#at;
    blanks.test(this.#text);
    pattern.lastIndex = blanks.lastIndex;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[0];
  }

  #fail(reason: string): never {
    throw new Error(`${this.#text} is no GVariant text: at character ${this.#at}: ${reason}`);
  }
}

function signatureOf({ code, parts }: ReturnType<typeof parseSignature>[number]): string {
  const inside = parts.map(signatureOf).join("");
  return code === "(" ? `(${inside})` : code === "{" ? `{${inside}}` : code + inside;
}
