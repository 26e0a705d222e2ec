import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OutputHistory } from "./output-history.ts";

const limits = { historyBytes: 3000, unreadBytes: 5000 };

test("agrees with a history that keeps everything, whatever is appended and read", () => {
  const step = fc.oneof(
    fc.record({ append: fc.nat(6000) }),
    fc.record({ readAt: fc.double({ min: 0, max: 1, noNaN: true }), maxBytes: fc.nat(4000) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const history = new OutputHistory(limits);
      const all: number[] = [];
      let acknowledged = 0;
      for (const step of steps) {
        if ("append" in step) {
          const bytes = Uint8Array.from(
            { length: Math.min(step.append, history.room) },
            (_, index) => all.length + index,
          );
          history.append(bytes);
          all.push(...bytes);
        } else {
          const offset = Math.round(step.readAt * all.length);
          history.acknowledge(offset);
          acknowledged = Math.max(acknowledged, offset);
          const oldest = Math.max(0, acknowledged - limits.historyBytes);
          const from = Math.max(offset, oldest);
          const { data, ...found } = history.read(offset, step.maxBytes);
          assert.equal(found.offset, from);
          assert.deepEqual([...data], all.slice(from, from + step.maxBytes));
          assert.equal(history.oldest, oldest);
        }
        assert.equal(history.newest, all.length);
        assert.equal(history.room, limits.unreadBytes - (all.length - acknowledged));
      }
    }),
  );
});

test("more than there is room for is refused", () => {
  const history = new OutputHistory(limits);
  history.append(new Uint8Array(5000));
  assert.equal(history.room, 0);
  assert.throws(() => history.append(new Uint8Array(1)), RangeError);
});
