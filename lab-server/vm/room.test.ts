import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { availableMemoryMiB, expectedMiB, privateMemoryMiB, whyNoRoom } from "./room.ts";

const spec = { profile: "linux" as const, vcpus: 1, memoryMiB: 768 };
const occupants = (count: number, privateMiB: number) =>
  Array.from({ length: count }, () => ({ spec, privateMiB }));

describe("whyNoRoom", () => {
  const limits = { maxMachines: 3, reserveMemoryMiB: 1000 };

  it("finds room on an empty host", () => {
    assert.equal(whyNoRoom(spec, { limits, occupants: [], availableMiB: 8000 }), undefined);
  });

  it("stops at the limit of machines", () => {
    const reason = whyNoRoom(spec, { limits, occupants: occupants(3, 60), availableMiB: 80_000 });
    assert.equal(reason, "3 machines run, which is the limit");
  });

  it("keeps the reserve", () => {
    const needMiB = expectedMiB(spec);
    const state = { limits, occupants: [] };
    assert.equal(whyNoRoom(spec, { ...state, availableMiB: 1000 + needMiB }), undefined);
    assert.match(whyNoRoom(spec, { ...state, availableMiB: 999 + needMiB }) ?? "", /may need 160$/);
  });

  it("counts what machines that have just begun will still take", () => {
    const state = { limits: { reserveMemoryMiB: 0 }, availableMiB: expectedMiB(spec) * 2.5 };
    assert.equal(whyNoRoom(spec, { ...state, occupants: occupants(1, 0) }), undefined);
    assert.notEqual(whyNoRoom(spec, { ...state, occupants: occupants(2, 0) }), undefined);
    assert.equal(whyNoRoom(spec, { ...state, occupants: occupants(2, expectedMiB(spec)) }), undefined);
  });

  it("never finds less room with more memory", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(500), fc.nat(50_000), fc.nat(50_000), (count, privateMiB, a, b) => {
        const state = { limits: { reserveMemoryMiB: 100 }, occupants: occupants(count, privateMiB) };
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        if (whyNoRoom(spec, { ...state, availableMiB: less }) === undefined)
          assert.equal(whyNoRoom(spec, { ...state, availableMiB: more }), undefined);
      }),
    );
  });
});

describe("memory of the host", () => {
  it("is read from /proc", () => {
    assert.ok(availableMemoryMiB() > 0);
    assert.ok(privateMemoryMiB(process.pid) > 1);
    assert.equal(privateMemoryMiB(2 ** 30), 0);
  });
});
