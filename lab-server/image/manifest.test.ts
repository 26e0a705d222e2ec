import assert from "node:assert/strict";
import { test } from "node:test";
import { manifest } from "./manifest.ts";

test("a manifest names the kernel and every package's version", () => {
  const listing = "bash\t5.2.37-2+b10\tamd64\nlibc6\t2.41-12\tamd64\n";
  assert.deepEqual(manifest(listing, { base: "base-0", kernel: "6.12.1-cloud-amd64\n" }), {
    base: "base-0",
    kernel: "6.12.1-cloud-amd64",
    packages: { bash: "5.2.37-2+b10", libc6: "2.41-12" },
  });
});

test("an empty list of packages is refused", () => {
  assert.throws(() => manifest("\n", { base: "base-0", kernel: "6" }), /list of its packages is empty/);
});
