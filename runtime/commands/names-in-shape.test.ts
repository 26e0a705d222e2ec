import assert from "node:assert/strict";
import { test } from "node:test";
import { list, object, oneOf, required, text } from "../config/rule.ts";
import { namesInShape } from "./names-in-shape.ts";

const shape = object(() => ({
  colours: list(object(() => ({ name: required(oneOf("colour", ["red", "blue"])) }))),
  other: text,
}));

test("names are found through objects and lists", () => {
  assert.deepEqual(namesInShape(shape, "colours", "name"), ["blue", "red"]);
  assert.deepEqual(namesInShape(shape), ["colours", "other"]);
});

test("a place without a choice of names is a mistake", () => {
  assert.throws(() => namesInShape(shape, "other"), /not one of several/);
  assert.throws(() => namesInShape(shape, "colours", "nosuch"), /no colours\.nosuch/);
});
