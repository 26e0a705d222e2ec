import assert from "node:assert/strict";
import { test } from "node:test";
import type { Config } from "../config/config.ts";
import { cgroupOwner } from "./cgroup-owner.ts";

const config: Config = {
  root: { path: "rootfs" },
  ociVersion: "1.2.0",
  process: { args: ["sh"], user: { uid: 5, gid: 0 }, cwd: "/" },
  mounts: [{ destination: "/sys/fs/cgroup", type: "cgroup", options: ["nosuid", "rw"] }],
  linux: {
    namespaces: [{ type: "cgroup" }, { type: "user" }],
    uidMappings: [
      { containerID: 0, hostID: 1000, size: 1 },
      { containerID: 1, hostID: 100_000, size: 10 },
    ],
  },
};

test("the owner is who runs the process, as the host knows them", () => {
  assert.equal(cgroupOwner(config), 100_004);
});

test("nobody gets a group that they see read-only, from outside, or without a mapping", () => {
  assert.equal(
    cgroupOwner({ ...config, mounts: [{ destination: "/sys/fs/cgroup", type: "cgroup", options: ["ro"] }] }),
    undefined,
  );
  assert.equal(
    cgroupOwner({ ...config, linux: { ...config.linux, namespaces: [{ type: "user" }] } }),
    undefined,
  );
  assert.equal(cgroupOwner({ ...config, linux: { namespaces: [{ type: "cgroup" }] } }), undefined);
  assert.equal(
    cgroupOwner({ ...config, process: { args: ["sh"], user: { uid: 11, gid: 0 }, cwd: "/" } }),
    undefined,
  );
});
