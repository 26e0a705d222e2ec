import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import type { Path } from "./config-error.ts";
import { findValue } from "./find-value.ts";
import { locate } from "./locate.ts";

const spec = readFileSync(new URL("../../fixtures/bundles/runc-spec.json", import.meta.url), "utf8");
const lineOf = (needle: string) => spec.slice(0, spec.indexOf(needle)).split("\n").length;

test("the line is the one where the value begins", () => {
  assert.equal(locate(spec, ""), 1);
  assert.equal(locate(spec, "/ociVersion"), 2);
  assert.equal(locate(spec, "/hostname"), lineOf('"hostname"'));
  assert.equal(locate(spec, "/mounts/1/options/2"), lineOf('"mode=755"'));
  assert.equal(locate(spec, "/linux/namespaces/0"), lineOf('"namespaces"') + 1);
});

test("what is not there has no line", () => {
  for (const pointer of ["/nosuch", "/mounts/70", "/mounts/x", "/hostname/x", "/mounts/0/type/0", "/"])
    assert.equal(locate(spec, pointer), undefined, pointer);
});

test("pointers are unescaped, and names too", () => {
  assert.equal(locate('{\n"a/b": 1,\n"m~n":\n2,\n"\\u0041": 3}', "/a~1b"), 2);
  assert.equal(locate('{\n"a/b": 1,\n"m~n":\n2,\n"\\u0041": 3}', "/m~0n"), 4);
  assert.equal(locate('{\n"a/b": 1,\n"m~n":\n2,\n"\\u0041": 3}', "/A"), 5);
});

test("of members with one name the last counts, as for JSON.parse", () => {
  assert.equal(locate('{"a":1,\n"a":2}', "/a"), 2);
});

/** Every path of a value, with what is there. */
function* parts(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  yield [path, value];
  if (typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) yield* parts(item, [...path, isList ? Number(key) : key]);
}

test("every part of every document is found", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("", " ", "\t\n", "\r\n  "), (value, blank) => {
      const text = blank + JSON.stringify(value, undefined, blank) + blank;
      for (const [path, part] of parts(JSON.parse(text))) {
        const span = findValue(text, path);
        assert.deepEqual(span && JSON.parse(text.slice(span.start, span.end)), part);
      }
    }),
  );
});
