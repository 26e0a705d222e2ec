import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compressTexts } from "./compress-texts.ts";

test("texts worth it get both compressed forms, other files none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "compress-texts-"));
  try {
    const text = "a line of text\n".repeat(200);
    mkdirSync(join(folder, "en"));
    writeFileSync(join(folder, "en/index.html"), text);
    writeFileSync(join(folder, "en/small.css"), "a {}");
    writeFileSync(join(folder, "en/font.woff2"), text);
    await compressTexts(folder);
    assert.deepEqual(readdirSync(join(folder, "en")).sort(), [
      "font.woff2",
      "index.html",
      "index.html.br",
      "index.html.gz",
      "small.css",
    ]);
    assert.equal(brotliDecompressSync(readFileSync(join(folder, "en/index.html.br"))).toString(), text);
    assert.equal(gunzipSync(readFileSync(join(folder, "en/index.html.gz"))).toString(), text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
