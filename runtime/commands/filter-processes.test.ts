import assert from "node:assert/strict";
import { test } from "node:test";
import { filterProcesses } from "./filter-processes.ts";

const listing = `UID          PID    PPID CMD
root           1       0 init 12
root          12       1 sh
nobody       112      12 sleep 12
`;

test("the lines of the processes, told by the column and not by the text", () => {
  assert.equal(
    filterProcesses(listing, [12, 7]),
    "UID          PID    PPID CMD\nroot          12       1 sh\n",
  );
  assert.equal(filterProcesses(listing, []), "UID          PID    PPID CMD\n");
});

test("the column may be anywhere, and must be somewhere", () => {
  assert.equal(
    filterProcesses("  RSS   PID\n  100    12\n  200   112\n", [112]),
    "  RSS   PID\n  200   112\n",
  );
  assert.throws(() => filterProcesses("RSS CMD\n1 sh\n", [1]), /couldn't find PID field/);
});
