/** Where a text stops being JSON. */
export interface SyntaxProblem {
  offset: number;
  problem: string;
}

/**
 * Finds the first place where a text is not JSON (RFC 8259): what JSON.parse says of it differs from engine to engine,
 * and not every one tells the place. undefined: the text is JSON, or nested too deeply to tell.
 */
export function findSyntaxError(text: string): SyntaxProblem | undefined {
  const reader = new Reader(text);
  try {
    reader.value();
    reader.end();
    return undefined;
  } catch (error) {
    return error instanceof Unexpected ? { offset: reader.offset, problem: error.message } : undefined;
  }
}

class Unexpected extends Error {}

/** Reads as the grammar goes, and keeps nothing but the place. */
class Reader {
  readonly #text: string;
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#skip(/[ \t\n\r]*/y);
    const first = this.#text[this.offset];
    if (first === "{") this.#members();
    else if (first === "[") this.#items();
    else if (first === '"') this.#string();
    else if (!this.#skip(/-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null/y)) this.#expected("a value");
  }

  end(): void {
    this.#skip(/[ \t\n\r]*/y);
    if (this.offset < this.#text.length) this.#expected("the end");
  }

  #members(): void {
    this.offset++;
    if (this.#passes("}")) return;
    do {
      this.#skip(/[ \t\n\r]*/y);
      if (this.#text[this.offset] !== '"') this.#expected("a name in quotes");
      this.#string();
      if (!this.#passes(":")) this.#expected('":"');
      this.value();
    } while (this.#passes(","));
    if (!this.#passes("}")) this.#expected('"," or "}"');
  }

  #items(): void {
    this.offset++;
    if (this.#passes("]")) return;
    do this.value();
    while (this.#passes(","));
    if (!this.#passes("]")) this.#expected('"," or "]"');
  }

  #string(): void {
    const start = this.offset++;
    for (;;) {
      const character = this.#text[this.offset];
      if (character === undefined) {
        this.offset = start;
        throw new Unexpected("a text without its closing quote");
      }
      if (character < " ") throw new Unexpected("a control character in a text; write it as an escape");
      if (character === "\\") {
        if (!this.#skip(/\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/y))
          throw new Unexpected("a backslash that begins no escape of JSON");
        continue;
      }
      this.offset++;
      if (character === '"') return;
    }
  }

  /** Steps over a character, and blanks before it, if it is there. */
  #passes(character: string): boolean {
    this.#skip(/[ \t\n\r]*/y);
    if (this.#text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  /** Steps over what a sticky pattern matches, if it does. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.#text)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }

  #expected(what: string): never {
    const found = this.#text[this.offset];
    throw new Unexpected(
      `expected ${what}, found ${found === undefined ? "the end" : JSON.stringify(found)}`,
    );
  }
}
