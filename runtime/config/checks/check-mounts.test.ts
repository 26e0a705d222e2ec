import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../parse-config.ts";
import { refusalOf } from "../refusal-of.ts";

const refusal = (mount: object, linux = {}) => refusalOf({ mounts: [mount], linux });
const bind = { destination: "/data", source: "/srv", options: ["rbind"] };
const mappings = [{ containerID: 0, hostID: 1000, size: 10 }];

test("a mount is of something, somewhere", () => {
  assert.equal(refusal(bind), undefined);
  assert.equal(refusal({ destination: "/tmp", type: "tmpfs" }), undefined);
  assert.equal(refusal({ destination: "/", options: ["remount", "ro"] }), undefined);
  assert.match(refusal({ ...bind, destination: "" }) ?? "", /^mounts\[0\]\.destination: must not be empty/);
  assert.match(refusal({ ...bind, source: "" }) ?? "", /^mounts\[0\]\.source: is missing/);
  assert.match(refusal({ destination: "/data", type: "bind" }) ?? "", /^mounts\[0\]\.source: is missing/);
  assert.match(refusal({ destination: "/tmp" }) ?? "", /^mounts\[0\]\.type: is missing; without it/);
});

test("a relative destination is below the root, with a warning", () => {
  const warnings: string[] = [];
  assert.equal(refusalOf({ mounts: [{ ...bind, destination: "data" }] }, warnings), undefined);
  assert.deepEqual(warnings, [
    'mounts[0].destination: "data" is taken as below "/"; relative destinations are deprecated',
  ]);
});

test("id-mapped mounts have both mappings, their own or the container's", () => {
  const mapped = { ...bind, uidMappings: mappings, gidMappings: mappings };
  assert.equal(refusal(mapped), undefined);
  assert.equal(refusal({ ...mapped, options: ["bind", "idmap"] }), undefined);
  assert.match(refusal({ ...bind, uidMappings: mappings }) ?? "", /^mounts\[0\]\.gidMappings: is missing/);
  assert.match(refusal({ ...mapped, uidMappings: [] }) ?? "", /^mounts\[0\]\.uidMappings: is missing/);
  const user = { namespaces: [{ type: "user" }], uidMappings: mappings, gidMappings: mappings };
  for (const option of ["idmap", "ridmap"]) {
    const mount = { ...bind, options: ["bind", option] };
    assert.equal(refusal(mount, user), undefined);
    assert.equal(
      refusal(mount),
      `mounts[0].options[1]: ${option} needs uidMappings and gidMappings here, or a "user" entry in linux.namespaces`,
    );
  }
});

test("only bind mounts are id-mapped", () => {
  const tmpfs = { destination: "/tmp", type: "tmpfs" };
  const refused = "mounts[0]: cannot be id-mapped, which is for bind mounts only, as in runc";
  assert.equal(refusal({ ...tmpfs, uidMappings: mappings, gidMappings: mappings }), refused);
  assert.equal(refusal({ ...tmpfs, options: ["idmap"] }), refused);
  assert.equal(refusal({ ...tmpfs, uidMappings: [], gidMappings: [] }), undefined);
  const typed = { destination: "/data", type: "bind", source: "/srv" };
  assert.equal(refusal({ ...typed, uidMappings: mappings, gidMappings: mappings }), undefined);
});

test("empty mappings are none", () => {
  const mount = { ...bind, uidMappings: [], gidMappings: [] };
  const text = JSON.stringify({ ociVersion: "1.2.0", root: { path: "/" }, mounts: [mount] });
  assert.deepEqual(parseConfig(text).mounts, [bind]);
});

test("mappings are the kernel's", () => {
  const twice = [...mappings, ...mappings];
  assert.match(
    refusal({ ...bind, uidMappings: mappings, gidMappings: twice }) ?? "",
    /^mounts\[0\]\.gidMappings\[1\]\.containerID: 0 is mapped by another entry/,
  );
});
