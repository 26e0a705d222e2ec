import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { ConfigError } from "./config-error.ts";
import { locate } from "./locate.ts";
import { parseConfig } from "./parse-config.ts";
import { parseProcess } from "./parse-process.ts";
import { parseResources } from "./parse-resources.ts";

/* Documents that were valid until something was done to them: nothing but a ConfigError may come of it. */

const bundles = new URL("../../fixtures/bundles/", import.meta.url);
const configs = readdirSync(bundles)
  .filter((name) => name.endsWith(".json"))
  .map((name) => readFileSync(new URL(name, bundles), "utf8"));
const processes = configs.map((text) => JSON.stringify(JSON.parse(text).process));
const resources = configs.map((text) => JSON.stringify(JSON.parse(text).linux.resources ?? {}));

const longestMs = 10_000;
const namesOfObjects = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "__defineGetter__",
];

/** JSON text, for numbers that JavaScript cannot hold, and names that it would treat otherwise. */
const hostileValue = fc.oneof(
  fc.json(),
  fc.constantFrom("null", "true", "[]", "{}", '""', "0", "-1", "-0", "1e400", "-1e400", "0.1", "1e19"),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.integer().map(String),
  fc.nat(100_000).map((length) => `"${"x".repeat(length)}"`),
  fc.nat(2000).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc.nat(2000).map((depth) => `${'{"linux":'.repeat(depth)}1${"}".repeat(depth)}`),
  fc.constantFrom(...namesOfObjects).map((name) => `{"${name}":{"polluted":true},"path":"/x","type":"pid"}`),
  fc.constantFrom('"a\\u0000b"', '"\\ud800"', '"/../../etc"', '"\\u202e"'),
);

/** Where the values of a JSON text are, in order. */
function places(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  const token = /"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d+|true|false|null/g;
  for (const match of text.matchAll(token))
    found.push({ start: match.index, end: match.index + match[0].length });
  return found;
}

/** One change of the text: at a value, of a whole part, or at any character. */
const change = fc.oneof(
  fc.record({ kind: fc.constant("value" as const), place: fc.nat(), value: hostileValue }),
  fc.record({ kind: fc.constant("part" as const), place: fc.nat(), value: hostileValue }),
  fc.record({
    kind: fc.constant("name" as const),
    place: fc.nat(),
    value: fc.constantFrom(...namesOfObjects),
  }),
  fc.record({ kind: fc.constant("drop" as const), place: fc.nat(), value: fc.constant("") }),
  fc.record({
    kind: fc.constant("character" as const),
    place: fc.nat(),
    value: fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "\n", "\u0000", "9", "-"),
  }),
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(text: string, { kind, place, value }: Change): string {
  if (kind === "character") {
    const at = place % (text.length + 1);
    return text.slice(0, at) + value + text.slice(at + 1);
  }
  const pattern = {
    value: undefined,
    part: /"\w+"\s*:\s*[[{]/g, // the value after a name
    name: /"\w+"(?=\s*:)/g,
    drop: /"\w+"\s*:\s*("[^"\\]*"|-?\d+|true|false)\s*,/g,
  }[kind];
  if (!pattern) {
    const values = places(text);
    const chosen = values[place % Math.max(values.length, 1)];
    return chosen ? text.slice(0, chosen.start) + value + text.slice(chosen.end) : text;
  }
  const matches = [...text.matchAll(pattern)];
  const match = matches[place % Math.max(matches.length, 1)];
  if (!match) return text;
  const end = match.index + match[0].length;
  if (kind === "name") return `${text.slice(0, match.index)}"${value}"${text.slice(end)}`;
  if (kind === "drop") return text.slice(0, match.index) + text.slice(end);
  // The old part stays behind under a name that nobody knows.
  return `${text.slice(0, end - 1)}${value},"old":${text.slice(end - 1)}`;
}

function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(pointer.lastIndexOf("/"), 0));
}

function check(parse: (text: string) => object, text: string): "accepted" | "refused" {
  const startMs = performance.now();
  try {
    const result = parse(text);
    assert.equal(Object.getPrototypeOf(result), Object.prototype);
    return "accepted";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert.match(error.message, /^[a-zA-Z]\w*(\.json)?((\.\w+)|(\[(\d+|"([^"\\]|\\.)*"…?)\]))*: ./);
    assert.ok(error.message.length < 2000, error.message);
    if (error.pointer !== "")
      assert.ok(locate(text, error.pointer) ?? locate(text, parentOf(error.pointer)), error.message);
    return "refused";
  } finally {
    assert.ok(performance.now() - startMs < longestMs);
    assert.equal("polluted" in {}, false);
  }
}

for (const [name, parse, texts] of [
  ["config.json", parseConfig, configs],
  ["process.json", parseProcess, processes],
  ["resources.json", parseResources, resources],
] as const)
  test(`a hostile ${name} is refused or harmless`, () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (text, changes) => {
          seen[check(parse, changes.reduce(apply, text))]++;
        },
      ),
      { numRuns: 1500 },
    );
    assert.ok(seen.accepted > 20 && seen.refused > 200, JSON.stringify(seen));
  });

test("anything at all is refused", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
      assert.equal(check(parseConfig, text), "refused"),
    ),
    { numRuns: 500 },
  );
});
