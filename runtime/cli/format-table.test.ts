import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTable } from "./format-table.ts";

test("a column is at least 12 wide, and 3 wider than its widest cell", () => {
  assert.equal(
    formatTable([
      ["ID", "PID", "OWNER"],
      ["a-long-container-id", "7", "root"],
    ]),
    "ID                    PID         OWNER\na-long-container-id   7           root\n",
  );
});

test("widths are counted in characters", () => {
  assert.equal(formatTable([["é🙂345678901", "x"]]), "é🙂345678901   x\n");
});
