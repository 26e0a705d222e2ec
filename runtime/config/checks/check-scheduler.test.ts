import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (policy: string, rest: object = {}) =>
  refusalOf({ process: { scheduler: { policy: `SCHED_${policy}`, ...rest } } });

test("what each policy takes", () => {
  assert.equal(refusal("OTHER", { nice: -20 }), undefined);
  assert.equal(refusal("BATCH", { nice: 19, priority: 0 }), undefined);
  assert.equal(refusal("IDLE", { nice: 40 }), undefined);
  assert.equal(refusal("FIFO", { priority: 1, flags: ["SCHED_FLAG_RESET_ON_FORK"] }), undefined);
  assert.equal(refusal("RR", { priority: 99 }), undefined);
  assert.equal(
    refusal("DEADLINE", { nice: 19, priority: 0, runtime: 42000, deadline: 100000, period: 1000000 }),
    undefined,
  );
  assert.equal(refusal("DEADLINE", { runtime: 1024, deadline: 1024 }), undefined);
});

test("what each policy does not take", () => {
  assert.match(refusal("OTHER", { nice: 20 }) ?? "", /^process\.scheduler\.nice: must be .* -20 to 19/);
  assert.match(refusal("BATCH", { nice: -21 }) ?? "", /^process\.scheduler\.nice: /);
  assert.match(refusal("OTHER", { priority: 1 }) ?? "", /^process\.scheduler\.priority: can only be given/);
  assert.match(refusal("FIFO") ?? "", /^process\.scheduler\.priority: must be an integer from 1 to 99/);
  assert.match(refusal("RR", { priority: 100 }) ?? "", /^process\.scheduler\.priority: /);
  assert.match(
    refusal("FIFO", { priority: 1, runtime: 5 }) ?? "",
    /^process\.scheduler\.runtime: can only be/,
  );
  assert.match(refusal("OTHER", { period: 5 }) ?? "", /^process\.scheduler\.period: can only be given/);
  assert.match(refusal("ISO") ?? "", /^process\.scheduler\.policy: SCHED_ISO is reserved/);
  assert.match(refusal("NOSUCH") ?? "", /^process\.scheduler\.policy: invalid scheduler policy/);
  assert.match(
    refusal("OTHER", { flags: ["X"] }) ?? "",
    /^process\.scheduler\.flags\[0\]: invalid scheduler flag/,
  );
});

test("deadlines, in the words that crun's tests look for", () => {
  const ms = 1_000_000;
  const said = (rest: object) => refusal("DEADLINE", rest) ?? "";
  assert.match(said({ deadline: 20 * ms }), /sched_setattr: `SCHED_DEADLINE` requires `runtime`/);
  assert.match(said({ runtime: 10 * ms }), /sched_setattr: `SCHED_DEADLINE` requires `deadline`/);
  assert.match(
    said({ runtime: 0, deadline: 20 * ms }),
    /sched_setattr: `SCHED_DEADLINE` runtime must be greater than 0/,
  );
  assert.match(
    said({ runtime: 30 * ms, deadline: 20 * ms, period: 40 * ms }),
    /sched_setattr: `SCHED_DEADLINE` runtime \(30000000\) must be <= deadline \(20000000\)/,
  );
  assert.match(
    said({ runtime: 10 * ms, deadline: 30 * ms, period: 20 * ms }),
    /sched_setattr: `SCHED_DEADLINE` deadline \(30000000\) must be <= period \(20000000\)/,
  );
  assert.match(
    said({ runtime: 1023, deadline: 10 * ms, period: 10 * ms }),
    /sched_setattr: `SCHED_DEADLINE` runtime \(1023\) must be between /,
  );
});
