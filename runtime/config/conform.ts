import { ConfigError, type DocumentName, shown } from "./config-error.ts";
import { parseLongIntegersAsText } from "./parse-long-integers.ts";
import type { AnyRule, Field, Fields, ObjectRule, TypeOf } from "./rule.ts";

/** What JSON.parse made of a text, and the text. */
export interface JsonDocument extends DocumentName {
  text: string;
  value: unknown;
}

/**
 * Compares a document with a rule, and throws {@link ConfigError} at the first difference. Unknown properties are left
 * alone, as the specification demands (config.md, "Extensibility"). The value is made to be of the rule's type where it
 * lies: nothing is copied, defaults are filled in, wide integers become bigints, and what is null or an empty text is
 * taken out, for the peers' languages cannot tell that from a property that is not there, and so write it for one.
 */
export function conform<R extends AnyRule>(rule: R, document: JsonDocument): TypeOf<R> {
  return new Walk(document).value(rule, document.value, 0) as TypeOf<R>;
}

type Properties = Record<string, unknown>;

/** With a sign, of 64 bits. */
const mostDigits = 20;

class Walk {
  readonly #document: JsonDocument;
  /** The way to the value at hand: as many steps as the walk is deep. What lies behind them is left over. */
  readonly #path: (string | number)[] = [];
  /** JSON holds control characters as escapes only, so that one search speaks for all texts. */
  readonly #mayHoldNul: boolean;
  /** The document once more, with exact integers. */
  #exact: unknown;

  constructor(document: JsonDocument) {
    this.#document = document;
    this.#mayHoldNul = document.text.includes("\\u0000");
  }

  /** The value itself, or what belongs in its place. */
  value(rule: AnyRule, value: unknown, depth: number): unknown {
    switch (rule.kind) {
      case "text":
        if (typeof value !== "string") this.#refuse(rule, value, depth);
        if (this.#mayHoldNul) this.#checkNul(value, depth);
        return value;
      case "path":
        if (typeof value !== "string" || !value.startsWith("/")) this.#refuse(rule, value, depth);
        if (this.#mayHoldNul) this.#checkNul(value, depth);
        return value;
      case "pattern":
        if (typeof value !== "string" || !rule.pattern.test(value)) this.#refuse(rule, value, depth);
        if (this.#mayHoldNul) this.#checkNul(value, depth);
        return value;
      case "names":
        if (!rule.names.includes(value as string)) this.#refuse(rule, value, depth);
        return value;
      case "boolean":
        if (typeof value !== "boolean") this.#refuse(rule, value, depth);
        return value;
      case "integer":
        if (!Number.isInteger(value) || (value as number) < rule.least || (value as number) > rule.most)
          this.#refuse(rule, value, depth);
        return value;
      case "wide": {
        const exact = Number.isSafeInteger(value)
          ? BigInt(value as number)
          : this.#exactInteger(value, depth);
        if (exact === undefined || exact < rule.least || exact > rule.most)
          this.#refuse(rule, exact ?? value, depth);
        return exact;
      }
      case "list":
        if (!Array.isArray(value) || (rule.isFilled && value.length === 0)) this.#refuse(rule, value, depth);
        this.#items(rule.item, value, depth);
        return value;
      case "record":
        if (!isObject(value)) this.#refuse(rule, value, depth);
        for (const name of Object.keys(value)) {
          this.#path[depth] = name;
          if (name === "") this.#fail("must have a name, found an empty one", depth + 1);
          if (this.#mayHoldNul) this.#checkNul(name, depth + 1);
          value[name] = this.value(rule.item, value[name], depth + 1);
        }
        return value;
      case "object":
        if (!isObject(value)) this.#refuse(rule, value, depth);
        this.#properties(rule, value, depth);
        return value;
      case "unsupported":
        return this.#fail(`is not supported: ${rule.reason}`, depth);
    }
  }

  #items(rule: AnyRule, items: unknown[], depth: number): void {
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      // Most of a config are lists of texts, so they do not take the long way.
      if (rule.kind === "text" && typeof item === "string" && !this.#mayHoldNul) continue;
      this.#path[depth] = index;
      items[index] = this.value(rule, item, depth + 1);
    }
  }

  #properties(rule: ObjectRule<Fields>, owner: Properties, depth: number): void {
    rule.known ??= rule.fields();
    rule.names ??= Object.keys(rule.known);
    // An index, because QuickJS takes many steps for "of".
    for (let index = 0; index < rule.names.length; index++) {
      const name = rule.names[index] as string;
      const field = rule.known[name] as Field;
      const found = owner[name];
      const isThere = found !== undefined && found !== null;
      const isRequired = field.kind === "required";
      if (!isRequired && field.kind !== "defaulted" && found === undefined) continue;
      this.#path[depth] = name;
      if (isThere && (isRequired || found !== "")) {
        const inner = isRequired || field.kind === "defaulted" ? field.rule : field;
        owner[name] = this.value(inner, found, depth + 1);
      } else if (isRequired) this.#fail(`${expectation(field.rule)}, but is missing`, depth + 1);
      else if (field.kind === "defaulted") owner[name] = this.value(field.rule, field.value(), depth + 1);
      else delete owner[name];
    }
  }

  /** Reads an integer that JSON.parse had to round. undefined: the value is no integer, or far too long. */
  #exactInteger(value: unknown, depth: number): bigint | undefined {
    if (typeof value !== "number") return undefined;
    try {
      this.#exact ??= parseLongIntegersAsText(this.#document.text);
    } catch (error) {
      // The stack is less free here than it was for the first reading.
      this.#fail(`cannot be read to the last digit: ${String(error)}`, depth);
    }
    let exact = this.#exact;
    for (const step of this.#path.slice(0, depth)) exact = (exact as Properties)[step];
    return typeof exact === "string" && exact.length <= mostDigits ? BigInt(exact) : undefined;
  }

  #checkNul(value: string, depth: number): void {
    if (value.includes("\0")) this.#fail(`must not hold a NUL character, found ${shown(value)}`, depth);
  }

  #refuse(rule: AnyRule, value: unknown, depth: number): never {
    this.#fail(`${expectation(rule)}, found ${shown(value)}`, depth);
  }

  #fail(problem: string, depth: number): never {
    throw new ConfigError(this.#document, this.#path.slice(0, depth), problem);
  }
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function expectation(rule: AnyRule): string {
  switch (rule.kind) {
    case "text":
      return "must be a text";
    case "path":
      return "must be an absolute path";
    case "pattern":
      return `must be ${rule.form}`;
    case "names":
      return rule.names.length === 0
        ? `invalid ${rule.noun}, none is known`
        : `invalid ${rule.noun}, must be one of ${rule.names.join(", ")}`;
    case "boolean":
      return "must be true or false";
    case "integer":
    case "wide":
      return `must be an integer from ${rule.least} to ${rule.most}`;
    case "list":
      return rule.isFilled ? "must be a list of at least one" : "must be a list";
    case "record":
    case "object":
      return "must be an object";
    case "unsupported":
      return "must not be there";
  }
}
