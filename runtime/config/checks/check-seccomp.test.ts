import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (seccomp: object) =>
  refusalOf({ linux: { seccomp: { defaultAction: "SCMP_ACT_ALLOW", ...seccomp } } });
const rule = (action: string, rest: object = {}) => ({ syscalls: [{ names: ["mkdir"], action, ...rest }] });

test("error numbers are returned by two actions only", () => {
  for (const action of ["SCMP_ACT_ERRNO", "SCMP_ACT_TRACE"]) {
    assert.equal(refusal(rule(action, { errnoRet: 38 })), undefined);
    assert.equal(refusal({ defaultAction: action, defaultErrnoRet: 1 }), undefined);
  }
  assert.equal(
    refusal(rule("SCMP_ACT_KILL", { errnoRet: 38 })),
    "linux.seccomp.syscalls[0].errnoRet: SCMP_ACT_KILL returns no error number",
  );
  assert.equal(
    refusal({ defaultErrnoRet: 1 }),
    "linux.seccomp.defaultErrnoRet: SCMP_ACT_ALLOW returns no error number",
  );
  assert.match(refusal(rule("SCMP_ACT_ERRNO", { errnoRet: 65536 })) ?? "", /\.errnoRet: must be an integer/);
});

test("who is notified listens, and can be told so", () => {
  const notify = rule("SCMP_ACT_NOTIFY");
  assert.equal(refusal({ ...notify, listenerPath: "/run/agent", listenerMetadata: "x" }), undefined);
  assert.equal(refusal({ listenerPath: "/run/agent" }), undefined);
  assert.match(refusal({ ...notify, listenerPath: "" }) ?? "", /^linux\.seccomp\.listenerPath: is missing/);
  assert.match(
    refusal({ listenerMetadata: "x" }) ?? "",
    /^linux\.seccomp\.listenerMetadata: can only be given/,
  );
  assert.match(
    refusal({ defaultAction: "SCMP_ACT_NOTIFY" }) ?? "",
    /^linux\.seccomp\.defaultAction: SCMP_ACT_NOTIFY cannot be used as default action/,
  );
  assert.match(
    refusal({ ...rule("SCMP_ACT_NOTIFY", { names: ["read", "write"] }), listenerPath: "/run/agent" }) ?? "",
    /^linux\.seccomp\.syscalls\[0\]: SCMP_ACT_NOTIFY cannot be used for the write syscall/,
  );
});

test("rules say which system calls, and which arguments", () => {
  const argument = { index: 5, value: 1, op: "SCMP_CMP_EQ" };
  assert.equal(refusal(rule("SCMP_ACT_LOG", { args: [argument] })), undefined);
  assert.match(refusal(rule("SCMP_ACT_LOG", { names: [] })) ?? "", /\.names: must be a list of at least one/);
  assert.match(
    refusal(rule("SCMP_ACT_LOG", { args: [{ ...argument, index: 6 }] })) ?? "",
    /args\[0\]\.index: /,
  );
  assert.match(
    refusal(rule("SCMP_ACT_LOG", { args: [{ ...argument, op: "EQ" }] })) ?? "",
    /invalid seccomp operator/,
  );
  assert.match(refusal({ architectures: ["x86"] }) ?? "", /architectures\[0\]: invalid seccomp architecture/);
  assert.match(refusal({ flags: ["TSYNC"] }) ?? "", /flags\[0\]: invalid seccomp flag/);
  assert.match(
    refusal({ defaultAction: "" }) ?? "",
    /^linux\.seccomp\.defaultAction: invalid seccomp action/,
  );
});
