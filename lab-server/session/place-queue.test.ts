import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PlaceQueue } from "./place-queue.ts";

test("members are told their positions as they move up", () => {
  const moves: string[] = [];
  const queue = new PlaceQueue<string>((member, position) => moves.push(`${member}${position}`));
  for (const member of ["a", "b", "c"]) queue.join(member);
  queue.join("b");
  assert.deepEqual(moves, ["a1", "b2", "c3"]);
  moves.length = 0;
  queue.remove("b");
  assert.deepEqual(moves, ["c2"]);
  queue.remove("b");
  assert.equal(queue.head, "a");
  queue.remove("a");
  assert.equal(queue.head, "c");
  assert.deepEqual(moves, ["c2", "c1"]);
});

test("whatever joins and leaves, the last position told is the true one and nobody overtakes", () => {
  const action = fc.record({ member: fc.integer({ min: 0, max: 5 }), joins: fc.boolean() });
  fc.assert(
    fc.property(fc.array(action), (actions) => {
      const told = new Map<number, number>();
      const model: number[] = [];
      const queue = new PlaceQueue<number>((member, position) => told.set(member, position));
      for (const { member, joins } of actions) {
        if (joins) {
          queue.join(member);
          if (!model.includes(member)) model.push(member);
        } else {
          queue.remove(member);
          if (model.includes(member)) model.splice(model.indexOf(member), 1);
        }
        assert.equal(queue.head, model[0]);
        assert.equal(queue.length, model.length);
        model.forEach((waiting, index) => {
          assert.equal(told.get(waiting), index + 1);
        });
      }
    }),
  );
});
