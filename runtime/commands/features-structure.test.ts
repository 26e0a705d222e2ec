import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../config/parse-config.ts";
import { featuresStructure } from "./features-structure.ts";

const features = featuresStructure();
const base = {
  ociVersion: features.ociVersionMax,
  root: { path: "rootfs" },
  process: { cwd: "/", args: ["sh"] },
};
const parse = (change: object) => parseConfig(JSON.stringify({ ...base, ...change }));

test("both ends of the range of versions are taken", () => {
  for (const ociVersion of [features.ociVersionMin, features.ociVersionMax]) parse({ ociVersion });
});

test("the lists hold what the specification names", () => {
  const { hooks, mountOptions, linux } = features;
  assert.deepEqual(hooks, [
    "prestart",
    "createRuntime",
    "createContainer",
    "startContainer",
    "poststart",
    "poststop",
  ]);
  assert.deepEqual(linux.namespaces, ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"]);
  assert.equal(linux.capabilities.length, 41);
  for (const option of ["bind", "rro", "tmpcopyup", "idmap", "ridmap", "rslave", "nosymfollow"])
    assert.ok(mountOptions.includes(option), option);
  assert.ok(linux.seccomp.actions.includes("SCMP_ACT_NOTIFY"));
  assert.ok(linux.seccomp.operators.includes("SCMP_CMP_MASKED_EQ"));
  assert.ok(linux.seccomp.archs.includes("SCMP_ARCH_RISCV64"));
  assert.ok(linux.seccomp.knownFlags.includes("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"));
  assert.ok(linux.memoryPolicy.modes.includes("MPOL_WEIGHTED_INTERLEAVE"));
});

test("what is promised is taken in config.json, and the like of it is not", () => {
  const seccomp = (syscall: object) => ({
    linux: { seccomp: { defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names: ["read"], ...syscall }] } },
  });
  for (const action of features.linux.seccomp.actions.filter((name) => name !== "SCMP_ACT_NOTIFY"))
    parse(seccomp({ action }));
  assert.throws(() => parse(seccomp({ action: "SCMP_ACT_NOSUCH" })), /SCMP_ACT_NOSUCH/);
  for (const op of features.linux.seccomp.operators)
    parse(seccomp({ action: "SCMP_ACT_ERRNO", args: [{ index: 0, value: 1, op }] }));
  for (const hook of features.hooks) parse({ hooks: { [hook]: [{ path: "/bin/true" }] } });
});

test("what is not there is said to be so: intelRdt, cgroup v1", () => {
  assert.equal(features.linux.intelRdt.enabled, false);
  assert.throws(() => parse({ linux: { intelRdt: { closID: "x" } } }), /intelRdt/);
  assert.equal(features.linux.cgroup.v1, false);
});
