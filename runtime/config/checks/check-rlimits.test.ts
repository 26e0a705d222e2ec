import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (...rlimits: object[]) => refusalOf({ process: { rlimits } });
const limit = (type: string, soft: number, hard: number) => ({ type: `RLIMIT_${type}`, soft, hard });

test("each resource is limited once, the soft limit below the hard one", () => {
  assert.equal(refusal(limit("AS", 1, 2), limit("CPU", 3, 3)), undefined);
  assert.equal(
    refusal(limit("AS", 1, 2), limit("CPU", 1, 1), limit("AS", 1, 2)),
    "process.rlimits[2].type: RLIMIT_AS is limited twice",
  );
  assert.equal(
    refusal(limit("NOFILE", 2048, 1024)),
    "process.rlimits[0].soft: must be at most the hard limit 1024, found 2048",
  );
});

test("resources have the kernel's names", () => {
  assert.match(
    refusal(limit("TEST", 1, 1)) ?? "",
    /^process\.rlimits\[0\]\.type: invalid resource limit, must be one of RLIMIT_AS, .*, found "RLIMIT_TEST"$/,
  );
});
