import assert from "node:assert/strict";
import { test } from "node:test";
import { kernelCommandLine } from "./kernel-command-line.ts";

test("the console is shown and ends in a shell only where it is wanted", () => {
  const words = (console: boolean) => kernelCommandLine({ console }).split(" ");
  assert.ok(words(false).includes("systemd.getty_auto=no") && words(false).includes("quiet"));
  assert.ok(!words(true).includes("systemd.getty_auto=no") && !words(true).includes("quiet"));
  for (const always of ["root=/dev/vda", "console=hvc0", "hpet=disable"])
    assert.ok(words(true).includes(always) && words(false).includes(always));
});

test("it fits into what the kernel accepts: 2,048 bytes on x86", () => {
  assert.ok(kernelCommandLine({ console: false }).length < 2048);
});
