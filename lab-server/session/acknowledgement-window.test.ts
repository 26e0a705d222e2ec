import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pauseAboveBytes, resumeBelowBytes } from "../protocol/messages.ts";
import { AcknowledgementWindow } from "./acknowledgement-window.ts";

test("it closes above the upper mark and opens below the lower one", () => {
  const window = new AcknowledgementWindow();
  window.sent(pauseAboveBytes);
  assert.equal(window.open, true);
  window.sent(1);
  assert.equal(window.open, false);
  window.acknowledged(pauseAboveBytes + 1 - resumeBelowBytes);
  assert.equal(window.open, false, "at the lower mark it is still closed");
  window.acknowledged(1);
  assert.equal(window.open, true);
});

test("a page that acknowledges more than it was sent gains nothing for later", () => {
  const window = new AcknowledgementWindow();
  window.sent(10);
  window.acknowledged(1_000_000);
  window.sent(10);
  assert.equal(window.unacknowledgedBytes, 10);
});

test("whatever a page acknowledges, a sender that heeds it keeps within the mark and one chunk", () => {
  const chunk = 64 * 1024;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2 * chunk }), { maxLength: 200 }), (acknowledgements) => {
      const window = new AcknowledgementWindow();
      for (const bytes of acknowledgements) {
        while (window.open) window.sent(chunk);
        window.acknowledged(bytes);
        assert.ok(window.unacknowledgedBytes >= 0);
        assert.ok(window.unacknowledgedBytes <= pauseAboveBytes + chunk);
        if (window.unacknowledgedBytes < resumeBelowBytes) assert.ok(window.open);
      }
    }),
  );
});
