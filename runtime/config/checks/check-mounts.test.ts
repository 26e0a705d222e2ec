import assert from "node:assert/strict";
import { test } from "node:test";
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

test("mappings are the kernel's", () => {
  const twice = [...mappings, ...mappings];
  assert.match(
    refusal({ ...bind, uidMappings: mappings, gidMappings: twice }) ?? "",
    /^mounts\[0\]\.gidMappings\[1\]\.containerID: 0 is mapped by another entry/,
  );
});
