import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawName, drawOne } from "./draw.ts";

const inUnitInterval = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("a drawn value is one of the choices, and each can be drawn", () => {
  const choices = ["a", "b", "c"] as const;
  fc.assert(fc.property(inUnitInterval, (number) => choices.includes(drawOne(() => number, choices))));
  assert.deepEqual(
    [0, 0.4, 0.999].map((number) => drawOne(() => number, choices)),
    ["a", "b", "c"],
  );
});

test("a drawn name is a valid hostname", () => {
  fc.assert(
    fc.property(inUnitInterval, (number) =>
      assert.match(
        drawName(() => number),
        /^[a-z]+-[1-9][0-9]$/,
      ),
    ),
  );
});
