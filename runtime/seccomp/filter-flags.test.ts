import { equal } from "node:assert/strict";
import { test } from "node:test";
import type { SeccompRule } from "../config/config.ts";
import { filterFlags } from "./filter-flags.ts";

test("flags have the kernel's values; without a list it is SPEC_ALLOW", () => {
  equal(filterFlags({}), 4);
  equal(filterFlags({ flags: [] }), 0);
  equal(filterFlags({ flags: ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG"] }), 2);
});

test("a rule that asks somebody makes a listener", () => {
  const asks: SeccompRule = { names: ["mkdir"], action: "SCMP_ACT_NOTIFY" };
  equal(filterFlags({ flags: [], syscalls: [{ names: ["read"], action: "SCMP_ACT_ALLOW" }, asks] }), 8);
  equal(filterFlags({ flags: ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"], syscalls: [asks] }), 40);
});
