import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSize } from "./parse-size.ts";
import { updateResources } from "./update-resources.ts";

test("nothing given, nothing asked for", () => {
  assert.deepEqual(updateResources({}), {});
  assert.deepEqual(updateResources({ memory: "", "cpu-quota": "", "blkio-weight": 0 }), {});
});

test("options become the words of config.json", () => {
  assert.deepEqual(
    updateResources({
      "blkio-weight": 500,
      "cpu-period": "50000",
      "cpu-quota": "-1",
      "cpu-burst": "0",
      "cpu-share": "512",
      "cpu-idle": "1",
      "cpuset-cpus": "0-1",
      "cpuset-mems": "0",
      memory: "64m",
      "memory-reservation": "1048576",
      "memory-swap": "-1",
      "pids-limit": 0,
    }),
    {
      blockIO: { weight: 500 },
      cpu: { shares: 512n, quota: -1n, period: 50000n, burst: 0n, idle: 1, cpus: "0-1", mems: "0" },
      memory: { limit: 67108864n, reservation: 1048576n, swap: -1n },
      pids: { limit: 0n },
    },
  );
});

test("a value that is none is told with its option", () => {
  assert.throws(() => updateResources({ "cpu-period": "-5" }), /^Error: invalid value for cpu-period: "-5"/);
  assert.throws(() => updateResources({ "cpu-quota": "5x" }), /invalid value for cpu-quota/);
  assert.throws(() => updateResources({ memory: "5x" }), /invalid value for memory: "5x" is no size/);
  assert.throws(() => updateResources({ "memory-swap": "-2" }), /invalid value for memory-swap/);
});

test("sizes", () => {
  const sizes = {
    "0": 0n,
    "512": 512n,
    "1k": 1024n,
    "1KB": 1024n,
    "2MiB": 2097152n,
    "1.5g": 1610612736n,
    ".5k": 512n,
  };
  for (const [text, bytes] of Object.entries({ ...sizes, "7 b": 7n, "1t": 2n ** 40n, "1p": 2n ** 50n }))
    assert.equal(parseSize(text), bytes, text);
  for (const text of ["", "k", "-5", "1x", "1kk", "1 2", "0x10"])
    assert.equal(parseSize(text), undefined, text);
});
