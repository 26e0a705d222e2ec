import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { specificationVersion } from "../version.ts";
import { type DefaultConfigOptions, defaultConfig } from "./default-config.ts";
import { parseConfig } from "./parse-config.ts";

const written = (options: DefaultConfigOptions) => JSON.stringify(defaultConfig(options), undefined, "\t");

/** What runc wrote, but for the two lines that say who wrote it. */
const runcs = (name: string) =>
  readFileSync(new URL(`../../fixtures/bundles/${name}.json`, import.meta.url), "utf8")
    .replace('"ociVersion": "1.2.0"', `"ociVersion": "${specificationVersion}"`)
    .replace('"hostname": "runc"', '"hostname": "cloison"')
    // Newer ones write none: where none are inheritable, the kernel lets none be ambient.
    .replace(/,\n\t\t\t"ambient": \[[^\]]*\]/, "");

test("it is runc's, to the letter", () => {
  assert.equal(written({ hasCgroup2: true }), runcs("runc-spec"));
  assert.equal(written({ hasCgroup2: true, rootless: { uid: 0, gid: 0 } }), runcs("runc-rootless"));
});

test("without cgroup v2 alone there is no cgroup namespace", () => {
  const types = (hasCgroup2: boolean) =>
    parseConfig(written({ hasCgroup2 })).linux?.namespaces?.map(({ type }) => type);
  assert.deepEqual(types(false), ["pid", "network", "ipc", "uts", "mount"]);
  assert.deepEqual(types(true), ["pid", "network", "ipc", "uts", "mount", "cgroup"]);
});

test("the ids of who runs it are mapped to root", () => {
  const { linux, mounts } = parseConfig(written({ hasCgroup2: true, rootless: { uid: 1000, gid: 100 } }));
  assert.deepEqual(linux?.uidMappings, [{ containerID: 0, hostID: 1000, size: 1 }]);
  assert.deepEqual(linux?.gidMappings, [{ containerID: 0, hostID: 100, size: 1 }]);
  assert.ok(!JSON.stringify(mounts).includes("gid="));
});
