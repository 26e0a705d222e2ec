import assert from "node:assert/strict";
import { it } from "node:test";
import { isRecentEnough } from "./qemu-version.ts";

it("refuses a QEMU that cannot run the kernel", () => {
  for (const version of ["8.2.0", "8.10.1", "9.0", "10.0.2 (Debian 1:10.0.2+ds-2)"])
    assert.ok(isRecentEnough(version), version);
  for (const version of ["7.2.17 (Debian 1:7.2+dfsg)", "8.1.5", "", "unknown"])
    assert.ok(!isRecentEnough(version), version);
});
