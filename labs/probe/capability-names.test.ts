import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { capabilityNames, capabilitySetOf } from "./capability-names.ts";

test("bits have the names of capability.h", () => {
  assert.deepEqual(capabilityNames(0n), []);
  assert.deepEqual(capabilityNames(0x2001n), ["cap_chown", "cap_net_raw"]);
  // The fourteen that container engines leave to root; see the same digits in any container's status.
  assert.equal(
    capabilityNames(0x0000_0000_a804_25fbn).join(),
    "cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,cap_setgid,cap_setuid,cap_setpcap," +
      "cap_net_bind_service,cap_net_raw,cap_sys_chroot,cap_mknod,cap_audit_write,cap_setfcap",
  );
  assert.equal(capabilityNames(0x1ff_ffff_ffffn).at(-1), "cap_checkpoint_restore");
});

test("bits that this list does not know are named by number", () => {
  assert.deepEqual(capabilityNames((1n << 41n) | (1n << 63n)), ["cap_41", "cap_63"]);
});

test("a set is the sum of its names", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 0x1ff_ffff_ffffn }), (set) => {
      assert.equal(
        capabilityNames(set).reduce((sum, name) => sum | capabilitySetOf(name), 0n),
        set,
      );
    }),
  );
});

test("a name that is none is refused", () => {
  assert.throws(() => capabilitySetOf("net_raw"), /net_raw is not a capability's name/);
});
