import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError } from "./config-error.ts";
import { conform } from "./conform.ts";
import {
  type AnyRule,
  absolutePath,
  boolean,
  defaulted,
  type Field,
  filledList,
  int64,
  integer,
  list,
  matching,
  object,
  oneOf,
  record,
  required,
  text,
  uint64,
  unsupported,
} from "./rule.ts";

const read = <R extends AnyRule>(rule: R, json: string) =>
  conform(rule, { name: "document", prefix: "", text: json, value: JSON.parse(json) });

/** What is said of a property `p` of that rule and value. */
function said(rule: Field, json: string): string | undefined {
  try {
    read(
      object(() => ({ p: rule })),
      `{"p":${json}}`,
    );
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.pointer.split("/")[1], "p");
    return error.message;
  }
}

test("each kind of value is told from the others", () => {
  assert.equal(said(text, '"x"'), undefined);
  assert.equal(said(text, "3"), "p: must be a text, found 3");
  assert.equal(said(absolutePath, '"/x"'), undefined);
  assert.equal(said(absolutePath, '"x"'), 'p: must be an absolute path, found "x"');
  assert.equal(said(matching(/^a+$/, "of a"), '"aa"'), undefined);
  assert.equal(said(matching(/^a+$/, "of a"), '"ab"'), 'p: must be of a, found "ab"');
  assert.equal(said(oneOf("fruit", ["fig", "plum"]), '"plum"'), undefined);
  assert.equal(
    said(oneOf("fruit", ["fig", "plum"]), '"fi"'),
    'p: invalid fruit, must be one of fig, plum, found "fi"',
  );
  assert.equal(said(oneOf("fruit", []), '"fig"'), 'p: invalid fruit, none is known, found "fig"');
  assert.equal(said(boolean, "false"), undefined);
  assert.equal(said(boolean, '"false"'), 'p: must be true or false, found "false"');
  assert.equal(said(list(boolean), "[]"), undefined);
  assert.equal(said(list(boolean), "{}"), "p: must be a list, found an object");
  assert.equal(said(list(boolean), "[true,1]"), "p[1]: must be true or false, found 1");
  assert.equal(said(list(text), '["a",null]'), "p[1]: must be a text, found null");
  assert.equal(said(filledList(text), "[]"), "p: must be a list of at least one, found an empty list");
  assert.equal(said(record(boolean), "[]"), "p: must be an object, found an empty list");
  assert.equal(said(record(boolean), '{"a b":2}'), 'p["a b"]: must be true or false, found 2');
  assert.equal(said(record(boolean), '{"":true}'), 'p[""]: must have a name, found an empty one');
  assert.equal(said(unsupported("too new"), "{}"), "p: is not supported: too new");
});

test("integers have bounds, both allowed", () => {
  const rule = integer(-1, 7);
  for (const good of ["-1", "0", "7", "7.0", "1e0"]) assert.equal(said(rule, good), undefined, good);
  for (const bad of ["-2", "8", "0.5", '"1"', "1e30"])
    assert.match(said(rule, bad) ?? "", /^p: must be an integer from -1 to 7, found /, bad);
});

test("64 bits are exact", () => {
  const shape = object(() => ({ least: int64, most: uint64, memory: int64, small: uint64 }));
  const json = `{"least":-9223372036854775808,"most":18446744073709551615,"memory":9223372036854771712,"small":7}`;
  assert.deepEqual(read(shape, json), {
    least: -(2n ** 63n),
    most: 2n ** 64n - 1n,
    memory: 9223372036854771712n,
    small: 7n,
  });
  assert.equal(
    said(uint64, "18446744073709551616"),
    "p: must be an integer from 0 to 18446744073709551615, found 18446744073709551616",
  );
  assert.match(said(uint64, "-1") ?? "", /found -1$/);
  assert.match(said(int64, "9223372036854775808") ?? "", /found 9223372036854775808$/);
  assert.match(said(int64, "1.5") ?? "", /found 1\.5$/);
  assert.equal(
    said(uint64, `1${"0".repeat(500_000)}`)?.slice(0, 70),
    "p: must be an integer from 0 to 18446744073709551615, found Infinity",
  );
  // An exponent does not tell the digits.
  assert.match(said(uint64, "1e19") ?? "", /^p: must be an integer/);
});

test("of properties with one name the last counts, exactly", () => {
  const shape = object(() => ({ p: uint64 }));
  assert.equal(read(shape, '{"p":18446744073709551614,"p":18446744073709551615}').p, 2n ** 64n - 1n);
});

test("a property may be left out, null or an empty text, unless it is required", () => {
  const shape = object(() => ({
    optional: absolutePath,
    filled: defaulted(integer(0, 9), () => 4),
    needed: required(text),
  }));
  assert.deepEqual(read(shape, '{"needed":"x"}'), { filled: 4, needed: "x" });
  assert.deepEqual(read(shape, '{"needed":"x","optional":null,"filled":null}'), { filled: 4, needed: "x" });
  assert.deepEqual(read(shape, '{"needed":"","optional":""}'), { filled: 4, needed: "" });
  assert.equal(said(required(text), "null"), "p: must be a text, but is missing");
  assert.throws(() => read(shape, "{}"), { message: "needed: must be a text, but is missing" });
});

test("defaults have defaults", () => {
  const inner = object(() => ({ id: defaulted(integer(0, 9), () => 0) }));
  assert.deepEqual(
    read(
      object(() => ({ user: defaulted(inner, () => ({})) })),
      "{}",
    ),
    { user: { id: 0 } },
  );
});

test("unknown properties are left alone", () => {
  const shape = object(() => ({ known: text }));
  assert.deepEqual(read(shape, '{"known":"x","unknown":[null]}'), { known: "x", unknown: [null] });
});

test("no text holds a NUL", () => {
  assert.equal(said(text, '"a\\u0000b"'), 'p: must not hold a NUL character, found "a\\u0000b"');
  assert.match(said(absolutePath, '"/a\\u0000b"') ?? "", /NUL/);
  assert.match(said(list(text), '["a","\\u0000"]') ?? "", /^p\[1\]: must not hold a NUL/);
  assert.match(said(record(text), '{"a\\u0000b":"c"}') ?? "", /^p\["a\\u0000b"\]: must not hold a NUL/);
  assert.equal(said(text, '"a\\\\u0000b"'), undefined);
});

test("names that objects of JavaScript have are names like others", () => {
  const shape = object(() => ({ r: record(text), l: record(object(() => ({ n: uint64 }))) }));
  const json = '{"r":{"__proto__":"a","constructor":"b"},"l":{"__proto__":{"n":9007199254740993}}}';
  const value = read(shape, json);
  assert.deepEqual(Object.entries(value.r ?? {}), [
    ["__proto__", "a"],
    ["constructor", "b"],
  ]);
  assert.deepEqual(Object.entries(value.l ?? {}), [["__proto__", { n: 9007199254740993n }]]);
  assert.equal(Object.getPrototypeOf(value.l), Object.prototype);
});

test("fields of parts that are not there are never made", () => {
  const never = object(() => {
    throw new Error("made");
  });
  read(
    object(() => ({ part: never })),
    "{}",
  );
});
