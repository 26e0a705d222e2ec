import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { estimateSize } from "./estimate-size.ts";

test("comes near to what a panel beside the text really holds", () => {
  // Measured in a window of 1440 by 900 pixels: 84 columns, 39 rows.
  const { columns, rows } = estimateSize({ widthPx: 691, heightPx: 844, fontSizePx: 13 });
  assert.ok(Math.abs(columns - 84) <= 3, String(columns));
  assert.ok(Math.abs(rows - 39) <= 3, String(rows));
});

test("is a size that the server takes, however odd the panel", () => {
  const px = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(px, px, fc.integer({ min: 1, max: 100 }), (widthPx, heightPx, fontSizePx) => {
      for (const number of Object.values(estimateSize({ widthPx, heightPx, fontSizePx })))
        assert.ok(Number.isInteger(number) && number >= 1 && number <= 1000);
    }),
  );
});
