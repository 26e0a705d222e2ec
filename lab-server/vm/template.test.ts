import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { kernelHeaderBytes } from "./template.ts";

/** The fields of a bzImage's first sectors that are looked at. */
function header(setupSectors: number): Buffer {
  const bytes = Buffer.alloc(1024);
  bytes[0x1f1] = setupSectors;
  bytes.write("HdrS", 0x202, "latin1");
  return bytes;
}

describe("kernelHeaderBytes", () => {
  it("counts the boot sector and the setup sectors", () => {
    assert.equal(kernelHeaderBytes(header(39)), 40 * 512);
  });

  it("takes 0 for 4, as the protocol says", () => {
    assert.equal(kernelHeaderBytes(header(0)), 5 * 512);
  });

  it("refuses what is no kernel", () => {
    assert.throws(() => kernelHeaderBytes(Buffer.alloc(1024)), /not a bzImage/);
    assert.throws(() => kernelHeaderBytes(Buffer.alloc(0)), /not a bzImage/);
  });
});
