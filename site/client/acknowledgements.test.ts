import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Acknowledgements } from "./acknowledgements.ts";

test("acknowledges every byte exactly once, the last at the latest when idle", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60_000), { minLength: 1 }), (chunks) => {
      let told = 0;
      const acknowledgements = new Acknowledgements((bytes) => {
        assert.ok(bytes > 0);
        told += bytes;
      });
      let drawn = 0;
      chunks.forEach((bytes, index) => {
        drawn += bytes;
        acknowledgements.drawn(bytes, index === chunks.length - 1);
        assert.ok(drawn - told < Acknowledgements.batchBytes);
      });
      assert.equal(told, drawn);
    }),
  );
});

test("a reset forgets what the old connection drew", () => {
  const told: number[] = [];
  const acknowledgements = new Acknowledgements((bytes) => told.push(bytes));
  acknowledgements.drawn(100, false);
  acknowledgements.reset();
  acknowledgements.drawn(1, true);
  assert.deepEqual(told, [1]);
});
