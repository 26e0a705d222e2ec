import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (resources: object) => refusalOf({ linux: { resources } });

test("a burst is at most the quota", () => {
  assert.equal(refusal({ cpu: { quota: 50000, burst: 50000 } }), undefined);
  assert.equal(refusal({ cpu: { quota: -1, burst: 50000 } }), undefined);
  assert.equal(
    refusal({ cpu: { quota: 50000, burst: 50001 } }),
    "linux.resources.cpu.burst: must be at most the quota 50000, found 50001",
  );
});

test("CPUs and nodes are lists", () => {
  assert.equal(refusal({ cpu: { cpus: "0-3,7", mems: "0" } }), undefined);
  for (const property of ["cpus", "mems"])
    assert.match(
      refusal({ cpu: { [property]: "all" } }) ?? "",
      /^linux\.resources\.cpu\.(cpus|mems): must be a list/,
    );
});

test("weights are from 10 to 1000, or 0 for none", () => {
  const device = { major: 8, minor: 0 };
  for (const weight of [0, 10, 1000])
    assert.equal(refusal({ blockIO: { weight, weightDevice: [{ ...device, weight }] } }), undefined);
  for (const weight of [9, 1001]) {
    assert.match(refusal({ blockIO: { weight } }) ?? "", /^linux\.resources\.blockIO\.weight: must be /);
    assert.match(
      refusal({ blockIO: { leafWeight: weight } }) ?? "",
      /^linux\.resources\.blockIO\.leafWeight: /,
    );
    assert.match(
      refusal({
        blockIO: {
          weightDevice: [
            { ...device, weight: 10 },
            { ...device, leafWeight: weight },
          ],
        },
      }) ?? "",
      /^linux\.resources\.blockIO\.weightDevice\[1\]\.leafWeight: /,
    );
  }
  assert.equal(
    refusal({ blockIO: { weightDevice: [device] } }),
    "linux.resources.blockIO.weightDevice[0]: needs weight, leafWeight, or both",
  );
});

test("an RDMA device has one limit at least", () => {
  assert.equal(refusal({ rdma: { mlx5_1: { hcaHandles: 0 }, mlx4_0: { hcaObjects: 1 } } }), undefined);
  assert.equal(
    refusal({ rdma: { mlx5_1: {} } }),
    "linux.resources.rdma.mlx5_1: needs hcaHandles, hcaObjects, or both",
  );
});

test("unified names files, in the words that crun's tests look for", () => {
  assert.equal(refusal({ unified: { "memory.high": "1", "hugetlb.1GB.max": "0" } }), undefined);
  assert.match(
    refusal({ unified: { "NOT-A-VALID-KEY": "x" } }) ?? "",
    /the specified key has not the form CONTROLLER\.VALUE `NOT-A-VALID-KEY`/,
  );
  for (const file of [".max", "memory."])
    assert.match(refusal({ unified: { [file]: "x" } }) ?? "", /has not the form/);
  assert.match(
    refusal({ unified: { "../memory.max": "1" } }) ?? "",
    /^linux\.resources\.unified\[.*without a slash$/,
  );
});

test("rules for devices, as docker and podman write them", () => {
  assert.equal(
    refusal({ devices: [{ allow: false }, { allow: true, type: "c", major: 1, minor: -1 }] }),
    undefined,
  );
  assert.equal(refusal({ devices: [{ allow: true, type: "", access: "" }] }), undefined);
  assert.match(refusal({ devices: [{}] }) ?? "", /^linux\.resources\.devices\[0\]\.allow: .*missing$/);
  assert.match(
    refusal({ devices: [{ allow: true, access: "rx" }] }) ?? "",
    /\.access: must be composed of r, w and m/,
  );
  assert.match(refusal({ devices: [{ allow: true, type: "p" }] }) ?? "", /\.type: invalid device type/);
});

test("limits are -1, or not below 0", () => {
  assert.equal(refusal({ memory: { limit: -1, swap: 0 }, pids: { limit: -1 } }), undefined);
  for (const property of ["limit", "swap", "reservation", "kernel", "kernelTCP"])
    assert.match(
      refusal({ memory: { [property]: -2 } }) ?? "",
      /^linux\.resources\.memory\.\w+: must be an integer/,
    );
  assert.match(refusal({ memory: { swappiness: 101 } }) ?? "", /^linux\.resources\.memory\.swappiness: /);
  assert.match(refusal({ cpu: { shares: -1 } }) ?? "", /^linux\.resources\.cpu\.shares: /);
  assert.match(refusal({ cpu: { idle: 2 } }) ?? "", /^linux\.resources\.cpu\.idle: /);
  assert.match(
    refusal({ hugepageLimits: [{ pageSize: "2mb", limit: 1 }] }) ?? "",
    /\.pageSize: must be a size/,
  );
});
