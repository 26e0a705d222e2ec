import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

type Extent = [containerID: number, hostID: number, size: number];
const mapping = ([containerID, hostID, size]: Extent) => ({ containerID, hostID, size });

const refusal = (...extents: Extent[]) =>
  refusalOf({
    linux: {
      namespaces: [{ type: "user" }],
      uidMappings: extents.map(mapping),
      gidMappings: [mapping([0, 0, 1])],
    },
  });

test("extents lie side by side", () => {
  assert.equal(refusal([0, 0, 2 ** 32 - 1]), undefined);
  assert.equal(refusal([1000, 1000, 1000], [0, 0, 1000]), undefined);
  assert.equal(refusal([0, 1, 1], [1, 0, 1]), undefined);
  assert.equal(
    refusal([0, 0, 10], [9, 20, 1]),
    "linux.uidMappings[1].containerID: 9 is mapped by another entry too",
  );
  assert.equal(
    refusal([0, 100, 1], [1, 91, 10]),
    "linux.uidMappings[0].hostID: 100 is mapped by another entry too",
  );
});

test("ids end below 2^32", () => {
  assert.equal(refusal([0, 2, 2 ** 32 - 3]), undefined);
  assert.equal(
    refusal([0, 2, 2 ** 32 - 2]),
    "linux.uidMappings[0].size: 2 + 4294967294 is beyond the last id, 4294967294",
  );
  assert.match(refusal([0, -1, 1]) ?? "", /^linux\.uidMappings\[0\]\.hostID: must be an integer from 0 /);
  assert.match(refusal([0, 0, 0]) ?? "", /^linux\.uidMappings\[0\]\.size: must be an integer from 1 /);
});

test("the kernel takes 340 extents", () => {
  const extents = (count: number) => Array.from({ length: count }, (_, i): Extent => [i, i, 1]);
  assert.equal(refusal(...extents(340)), undefined);
  assert.equal(refusal(...extents(341)), "linux.uidMappings: must be a list of at most 340, found 341");
});
