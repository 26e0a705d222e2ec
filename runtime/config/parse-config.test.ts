import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ConfigError } from "./config-error.ts";
import { parseConfig } from "./parse-config.ts";
import { refusalOf } from "./refusal-of.ts";

const bundles = new URL("../../fixtures/bundles/", import.meta.url);
const textOf = (name: string) => readFileSync(new URL(`${name}.json`, bundles), "utf8");

test("what runc, podman and docker write is accepted, without a warning", () => {
  const names = readdirSync(bundles).filter((name) => name.endsWith(".json"));
  assert.ok(names.length >= 7);
  for (const name of names) {
    const warnings: string[] = [];
    const { process } = parseConfig(readFileSync(new URL(name, bundles), "utf8"), warnings);
    assert.ok(process?.args.length, name);
    assert.deepEqual(warnings, [], name);
  }
});

test("limits that no number can hold are exact", () => {
  for (const name of ["podman-userns", "docker-limits"])
    assert.deepEqual(parseConfig(textOf(name)).process?.rlimits?.[0], {
      type: "RLIMIT_CORE",
      soft: 2n ** 64n - 1n,
      hard: 2n ** 64n - 1n,
    });
});

test("values are where they were, and users filled in", () => {
  const config = parseConfig(textOf("runc-spec"));
  assert.deepEqual(config.process?.user, { uid: 0, gid: 0 });
  assert.equal(config.mounts?.[1]?.options?.[2], "mode=755");
  assert.equal(refusalOf({ process: { user: undefined } }), undefined);
});

test("a start without a process is left to the start", () => {
  const text = JSON.stringify({ ociVersion: "1.2.0", root: { path: "rootfs" } });
  assert.equal(parseConfig(text).process, undefined);
});

test("other systems' properties are unknown properties", () => {
  assert.equal(refusalOf({ windows: 1, process: { commandLine: 2 }, unknown: { a: [] } }), undefined);
});

test("versions of the specification: all of 1, no other", () => {
  for (const version of ["1.0.0", "1.0.2-dev", "1.2.0", "1.3.0+dev", "1.20.3-rc.1"])
    assert.equal(refusalOf({ ociVersion: version }), undefined, version);
  for (const version of [
    "0.1.0",
    "2.0.0",
    "1",
    "1.2",
    "01.2.0",
    "1.02.0",
    "v1.2.0",
    "invalid",
    "",
    1.2,
    null,
  ])
    assert.match(refusalOf({ ociVersion: version }) ?? "", /^ociVersion: must be a version 1 /, `${version}`);
});

test("what is required is asked for", () => {
  assert.equal(refusalOf({ root: undefined }), "root: must be an object, but is missing");
  assert.equal(refusalOf({ root: {} }), "root.path: must be a text, but is missing");
  assert.equal(refusalOf({ root: { path: "" } }), "root.path: must not be empty");
  assert.match(
    refusalOf({ process: { args: undefined } }) ?? "",
    /^process\.args: must be a list of at least/,
  );
  assert.match(refusalOf({ process: { args: [] } }) ?? "", /^process\.args: must be a list of at least one/);
  assert.match(
    refusalOf({ process: { cwd: "" } }) ?? "",
    /^process\.cwd: must be an absolute path, found ""/,
  );
  assert.match(refusalOf({ process: { cwd: "tmp" } }) ?? "", /^process\.cwd: must be an absolute path/);
  assert.match(refusalOf({ hooks: { prestart: [{}] } }) ?? "", /^hooks\.prestart\[0\]\.path: .*missing/);
  assert.match(refusalOf({ hooks: { poststop: [{ path: "sh" }] } }) ?? "", /^hooks\.poststop\[0\]\.path: /);
  assert.match(
    refusalOf({ hooks: { poststop: [{ path: "/sh", timeout: 0 }] } }) ?? "",
    /^hooks\.poststop\[0\]\.timeout: must be an integer from 1 /,
  );
  assert.match(refusalOf({ annotations: { "": "x" } }) ?? "", /^annotations\[""\]: must have a name/);
});

test("Intel RDT is refused with a reason", () => {
  assert.match(
    refusalOf({ linux: { intelRdt: { closID: "x" } } }) ?? "",
    /^linux\.intelRdt: is not supported: /,
  );
});

test("what is no JSON is told with line and column", () => {
  const at = (text: string) => {
    try {
      parseConfig(text);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.message;
    }
  };
  assert.equal(
    at('{\n  "ociVersion": "1.2.0",\n  "root": }\n'),
    'config.json: line 3, column 11: expected a value, found "}"',
  );
  assert.equal(at(""), "config.json: line 1, column 1: expected a value, found the end");
  assert.match(at(`{"x":${"[".repeat(1_000_000)}`) ?? "", /^config\.json: cannot be read as JSON: .*nested/);
  assert.equal(at("null"), "config.json: must be an object, found null");
});
