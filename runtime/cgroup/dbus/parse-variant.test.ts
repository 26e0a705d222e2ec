import assert from "node:assert/strict";
import { test } from "node:test";
import { variant } from "./dbus-value.ts";
import { parseVariant } from "./parse-variant.ts";

const same = (text: string, signature: string, value: Parameters<typeof variant>[1]) =>
  assert.deepEqual(parseVariant(text), variant(signature, value), text);

test("plain values", () => {
  same("true", "b", true);
  same(" false ", "b", false);
  same("5", "i", 5);
  same("-5", "i", -5);
  same("1.5", "d", 1.5);
  same("'text'", "s", "text");
  same('"it\'s \\u00e9\\n"', "s", "it's é\n");
});

test("values with their type before them", () => {
  same("uint64 123456789", "t", 123456789n);
  same("int64 -1", "x", -1n);
  same("byte 0xff", "y", 255);
  same("uint32 010", "u", 8);
  same("objectpath '/a/b'", "o", "/a/b");
  same("double 3", "d", 3);
  same("@t 7", "t", 7n);
});

test("arrays, structures and variants", () => {
  same("['a.service', 'b.service']", "as", ["a.service", "b.service"]);
  same("[('/dev/x', 'rw'), ('/dev/y', 'r')]", "a(ss)", [
    ["/dev/x", "rw"],
    ["/dev/y", "r"],
  ]);
  same("[uint64 1, 2]", "at", [1n, 2n]);
  same("@as []", "as", []);
  same("@ay [1, 2]", "ay", Uint8Array.of(1, 2));
  same("@(tv) (1, <'x'>)", "(tv)", [1n, variant("s", "x")]);
  same("<uint64 5>", "v", variant("t", 5n));
});

test("what is no value says where and why", () => {
  for (const [text, reason] of [
    ["", "a value is missing"],
    ["'open", "the closing quote is missing"],
    ["[1, 'a']", "i is wanted, s found"],
    ["[]", "an empty array needs its type"],
    ["[1", ", is missing"],
    ["byte 256", "256 is no value of type y"],
    ["uint64 -1", "-1 is no value of type t"],
    ["uint64 1.5", "1.5 is no whole number"],
    ["5 6", "more follows"],
    ["nonsense 5", "no type nonsense"],
    ["@as 5", "5 is no value of type as"],
    ["@(ss) ('a')", "no structure"],
  ] as const)
    assert.throws(
      () => parseVariant(text),
      (error: Error) =>
        error.message.startsWith(`${text} is no GVariant text`) && error.message.includes(reason),
      text,
    );
});
