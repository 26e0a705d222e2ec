import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

const isThere = spawnSync("systemd-analyze", ["--version"]).status === 0;

test("systemd understands the unit of an instructor's server", { skip: !isThere && "needs systemd" }, () => {
  const unit = join(import.meta.dirname, "../../docs/cloison.service");
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
  // It also looks at the units of the host that this one names.
  const complaints = stderr.split("\n").filter((line) => line.includes("cloison"));
  assert.deepEqual([status, complaints], [0, []]);
});
