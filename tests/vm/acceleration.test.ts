import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { probeAcceleration, whyNoBoot } from "../../lab-server/vm/acceleration.ts";
import { prepared } from "./open-machines.ts";

describe("the probe of the acceleration", () => {
  it("sees a kernel boot under emulation", async () => {
    const { templates } = await prepared();
    assert.equal(await whyNoBoot(templates[0]?.image.kernel as string, "tcg"), undefined);
  });

  it("tells why one did not", async () => {
    assert.match((await whyNoBoot("/etc/passwd", "tcg")) ?? "", /^QEMU said "qemu.*: ./);
  });

  it("chooses with a reason, quickly the second time", async () => {
    const { templates } = await prepared();
    const kernel = templates[0]?.image.kernel as string;
    const first = await probeAcceleration({ kernel }, () => {});
    const startMs = performance.now();
    assert.deepEqual(await probeAcceleration({ kernel }, () => {}), first);
    assert.ok(performance.now() - startMs < 1000);
    assert.match(first.reason, first.acceleration === "kvm" ? /KVM/ : /emulation, which is slower: ./);
  });
});
