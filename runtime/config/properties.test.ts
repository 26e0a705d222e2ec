import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ConfigError, type Path } from "./config-error.ts";
import { conform } from "./conform.ts";
import type { AnyRule, Field } from "./rule.ts";
import { configShape } from "./shapes/config-shape.ts";

/* Every property of the specification, taken from the rules: a valid value is accepted, each kind of invalid one not. */

const ruleOf = (field: Field): AnyRule =>
  field.kind === "required" || field.kind === "defaulted" ? field.rule : field;

/** A value that conforms, with every property that may be there. */
function sample(rule: AnyRule): unknown {
  switch (rule.kind) {
    case "text":
      return "text";
    case "path":
      return "/a/path";
    case "pattern":
      return ["1.2.0", "rwm", "2MB"].find((candidate) => rule.pattern.test(candidate));
    case "names":
      return rule.names.at(-1);
    case "boolean":
      return true;
    case "integer":
    case "wide":
      return rule.most;
    case "list":
      return rule.item.kind === "names" && rule.item.names.length === 0 ? [] : [sample(rule.item)];
    case "record":
      return { key: sample(rule.item) };
    case "object":
      return Object.fromEntries(
        Object.entries(rule.fields())
          .filter(([, field]) => field.kind !== "unsupported")
          .map(([name, field]) => [name, sample(ruleOf(field))]),
      );
    case "unsupported":
      return undefined;
  }
}

function invalid(rule: AnyRule): unknown[] {
  switch (rule.kind) {
    case "text":
      return [3, true, [], {}, "a\0b"];
    case "path":
      return [3, "relative", "./x", "/\0", []];
    case "pattern":
      return [3, "no such form", {}];
    case "names":
      return [3, "NO_SUCH_NAME", [], "toString"];
    case "boolean":
      return ["true", 0, 1, {}];
    case "integer":
      return [rule.least - 1, rule.most + 1, rule.least + 0.5, `${rule.least}`, true, []];
    case "wide":
      return [rule.least - 1n, rule.most + 1n, 0.5, "0", 1e300, false, {}];
    case "list":
      return ["text", {}, 0, ...(rule.isFilled ? [[]] : [])];
    case "record":
      return ["text", [], 0, { "": sample(rule.item) }];
    case "object":
      return ["text", [], 0, true];
    case "unsupported":
      return [{}, "text"];
  }
}

interface Place {
  path: Path;
  rule: AnyRule;
  field: Field;
}

function* places(field: Field, path: Path = []): Generator<Place> {
  const rule = ruleOf(field);
  yield { path, rule, field };
  if (rule.kind === "list") yield* places(rule.item, [...path, 0]);
  else if (rule.kind === "record") yield* places(rule.item, [...path, "key"]);
  else if (rule.kind === "object")
    for (const [name, inner] of Object.entries(rule.fields())) yield* places(inner, [...path, name]);
}

/** JSON with integers of any length. */
function json(value: unknown): string {
  const text = JSON.stringify(value, (_, item) => (typeof item === "bigint" ? `${item}n` : item));
  return text.replace(/"(-?\d+)n"/g, "$1");
}

/** The JSON of a config with everything in it but one value, which is another, or missing. */
function changed(path: Path, value: unknown): string {
  const config = sample(configShape) as Record<string | number, unknown>;
  const owner = path.slice(0, -1).reduce((part, step) => part[step] as typeof config, config);
  const last = path.at(-1) as string | number;
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return json(config);
}

const read = (text: string) =>
  conform(configShape, { name: "config.json", prefix: "", text, value: JSON.parse(text) });

const pointerOf = (path: Path) => path.map((step) => `/${step}`).join("");
const isIn = (path: Path, value: unknown) =>
  path.reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], value) !==
  undefined;

const all = [...places(configShape)];
const inside = all.filter(({ path }) => path.length > 0);

test("the rules know the properties of the specification, all and no others", () => {
  const documented = readFileSync(
    new URL("../../fixtures/runtime-spec/properties.txt", import.meta.url),
    "utf8",
  );
  const known = inside
    .filter(({ path }) => typeof path.at(-1) === "string" && path.at(-1) !== "key")
    .map(({ path }) => path.join(".").replaceAll(".0", "[]").replaceAll(".key", "{}"));
  const wanted = documented
    .trim()
    .split("\n")
    .filter((name) => name !== "process.commandLine" && name !== "process.user.username") // Windows
    .filter((name) => !name.startsWith("linux.intelRdt."));
  assert.ok(wanted.length > 200);
  assert.deepEqual([...new Set(known)].sort(), wanted.sort());
});

test("a config with everything in it is accepted, and typed", () => {
  const config = read(json(sample(configShape)));
  assert.deepEqual(config, sample(configShape));
  for (const { path, rule } of inside)
    if (rule.kind !== "unsupported" && !(rule.kind === "names" && rule.names.length === 0))
      assert.ok(isIn(path, config), pointerOf(path));
});

test("every invalid value is refused at its place", () => {
  for (const { path, rule } of inside)
    for (const value of invalid(rule)) {
      if (rule.kind === "names" && rule.names.length === 0) continue;
      const text = changed(path, value);
      assert.throws(
        () => read(text),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.ok(error.pointer.startsWith(pointerOf(path)), `${error.message} for ${pointerOf(path)}`);
          const first = pointerOf(path).slice(1).split("/")[0] as string;
          assert.ok(error.message.startsWith(first), error.message);
          return true;
        },
        `${pointerOf(path)}: ${json(value)}`,
      );
    }
});

test("a property that is missing, null or empty is refused where it is required, else not there", () => {
  for (const { path, field } of inside) {
    if (typeof path.at(-1) === "number" || path.at(-1) === "key") continue;
    for (const value of [undefined, null])
      if (field.kind === "required")
        assert.throws(() => read(changed(path, value)), {
          message: /, but is missing$/,
          pointer: pointerOf(path),
        });
      else assert.equal(isIn(path, read(changed(path, value))), field.kind === "defaulted");
    if (field.kind !== "required")
      assert.equal(isIn(path, read(changed(path, ""))), field.kind === "defaulted");
  }
});
