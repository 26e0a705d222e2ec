import assert from "node:assert/strict";
import { test } from "node:test";
import { hostRelease, unsupportedHost } from "./host-release.ts";

test("the supported releases are known; only Debian 12 needs backports", () => {
  const release = (ID: string, VERSION_ID: string | undefined, VERSION_CODENAME: string) =>
    hostRelease({ ID, VERSION_CODENAME, ...(VERSION_ID && { VERSION_ID }) });
  assert.deepEqual(release("debian", "12", "bookworm"), {
    distribution: "debian",
    codename: "bookworm",
    needsBackports: true,
  });
  assert.equal(release("debian", "13", "trixie")?.needsBackports, false);
  assert.equal(release("debian", undefined, "forky")?.needsBackports, false);
  assert.equal(release("ubuntu", "24.04", "noble")?.distribution, "ubuntu");
});

test("older releases, other distributions and strange names are not known", () => {
  assert.equal(hostRelease({ ID: "debian", VERSION_ID: "11", VERSION_CODENAME: "bullseye" }), undefined);
  assert.equal(hostRelease({ ID: "ubuntu", VERSION_ID: "22.04", VERSION_CODENAME: "jammy" }), undefined);
  assert.equal(hostRelease({ ID: "fedora", VERSION_ID: "42" }), undefined);
  assert.equal(hostRelease({ ID: "debian", VERSION_ID: "12", VERSION_CODENAME: "a; b" }), undefined);
  assert.equal(hostRelease({}), undefined);
});

test("the refusal names the host, the hosts that work and what to install", () => {
  const message = unsupportedHost("Fedora Linux 42", ["qemu-system-x86", "mmdebstrap"]);
  assert.match(message, /this is Fedora Linux 42, and only Debian 12 or later and Ubuntu 24\.04/);
  assert.match(message, /qemu-system-x86 mmdebstrap\. QEMU must be 8\.2/);
});
