import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseLongIntegersAsText } from "./parse-long-integers.ts";

test("long integers come out as their digits", () => {
  assert.deepEqual(
    parseLongIntegersAsText(
      '{"a":18446744073709551615,"b":[-9223372036854775808 ,\n1234567890123456],"c":7}',
    ),
    { a: "18446744073709551615", b: ["-9223372036854775808", "1234567890123456"], c: 7 },
  );
});

test("what is no integer stays a number", () => {
  const json = "[1234567890123456.5, 1e400, 0.12345678901234567, 12345678901234567e2]";
  assert.deepEqual(parseLongIntegersAsText(json), JSON.parse(json));
});

test("digits inside of texts stay there", () => {
  const json = String.raw`{"a:1234567890123456,":["x,1234567890123456]","\"[1234567890123456]",1234567890123456]}`;
  assert.deepEqual(parseLongIntegersAsText(json), {
    "a:1234567890123456,": ["x,1234567890123456]", '"[1234567890123456]', "1234567890123456"],
  });
});

test("nothing else changes", () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[[\]{},:" \\-]*[0-9]{14,20}[[\]{},:" \\]*$/));
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      text,
      fc.integer(),
      fc.bigInt({ min: 10n ** 15n, max: 2n ** 80n }),
      fc.array(tie("value")),
      fc.dictionary(text, tie("value"), { noNullPrototype: true }),
    ),
  })).value;
  const withDigits = (v: unknown): string =>
    typeof v === "bigint"
      ? String(v)
      : Array.isArray(v)
        ? `[${v.map(withDigits)}]`
        : typeof v === "object" && v !== null
          ? `{${Object.entries(v).map(([key, item]) => `${JSON.stringify(key)}:${withDigits(item)}`)}}`
          : JSON.stringify(v);
  const asTexts = (v: unknown): unknown =>
    JSON.parse(JSON.stringify(v, (_, x) => (typeof x === "bigint" ? String(x) : x)));
  fc.assert(
    fc.property(fc.array(value), (v) => assert.deepEqual(parseLongIntegersAsText(withDigits(v)), asTexts(v))),
  );
});
