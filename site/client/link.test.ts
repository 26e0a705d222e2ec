import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Link, nextLink, retryDelayMs } from "./link.ts";

const lost = { type: "lost", nowMs: 1000, random: 0 } as const;

test("opens, is lost, waits, and tries again", () => {
  let link: Link = { phase: "idle" };
  link = nextLink(link, { type: "connect" });
  assert.deepEqual(link, { phase: "connecting", attempt: 0 });
  link = nextLink(link, { type: "opened" });
  assert.deepEqual(link, { phase: "open" });
  link = nextLink(link, lost);
  assert.deepEqual(link, { phase: "waiting", attempt: 0, untilMs: 1250 });
  link = nextLink(link, { type: "connect" });
  link = nextLink(link, lost);
  assert.deepEqual(link, { phase: "waiting", attempt: 1, untilMs: 1500 });
});

test("a connection that worked starts the count anew", () => {
  let link: Link = { phase: "connecting", attempt: 7 };
  link = nextLink(link, { type: "opened" });
  link = nextLink(link, lost);
  assert.equal(link.phase === "waiting" && link.attempt, 0);
});

test("waits for seconds where it was told not to come back at once", () => {
  const link = nextLink({ phase: "open" }, { ...lost, unwelcome: true });
  assert.equal(link.phase === "waiting" && link.untilMs, 5000);
});

test("a session taken over by another window is not taken back by itself", () => {
  const replaced = nextLink({ phase: "open" }, { type: "replaced" });
  assert.deepEqual(replaced, { phase: "replaced" });
  assert.equal(nextLink(replaced, lost), replaced);
  assert.deepEqual(nextLink(replaced, { type: "connect" }), { phase: "connecting", attempt: 0 });
});

test("a late `opened` or a second `lost` changes nothing", () => {
  const waiting: Link = { phase: "waiting", attempt: 3, untilMs: 5 };
  assert.equal(nextLink(waiting, { type: "opened" }), waiting);
  assert.equal(nextLink(waiting, lost), waiting);
});

test("waits between a quarter of a second and 15 s, whatever the attempt", () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const delayMs = retryDelayMs(attempt, random);
      assert.ok(delayMs >= 250 && delayMs <= 15_000, String(delayMs));
    }),
  );
});
