import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SequenceFollower } from "./sequence-follower.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

function unfinishedAfter(text: string): string {
  const follower = new SequenceFollower();
  follower.follow(bytes(text));
  return Buffer.from(follower.unfinished).toString("latin1");
}

test("the unfinished sequence is known, complete ones are forgotten", () => {
  const cases: [string, string][] = [
    ["plain", ""],
    ["a\x1b", "\x1b"],
    ["a\x1b[1;3", "\x1b[1;3"],
    ["a\x1b[1;3m", ""],
    ["a\x1b[1;3mb\x1b(", "\x1b("],
    ["\x1b]2;a title", "\x1b]2;a title"],
    ["\x1b]2;a title\x07", ""],
    ["\x1b]2;a title\x1b", "\x1b]2;a title\x1b"],
    ["\x1b]2;a title\x1b\\", ""],
    ["\x1b]2;a title\x1b[3", "\x1b[3"],
    ["\x1bP$q", "\x1bP$q"],
    ["\x1b[3\x18", ""],
    ["\x1b[3\x1b[4", "\x1b[4"],
    ["\x1b[3\n1", "\x1b[31"],
    ["\xc3", "\xc3"],
    ["\xc3\xa9", ""],
    ["\xe2\x82", "\xe2\x82"],
    ["\xe2\x82\xac", ""],
    ["\xe2x", ""],
    ["\xe2\x1b[", "\x1b["],
    ["\xf0\x9f\x98", "\xf0\x9f\x98"],
  ];
  for (const [text, unfinished] of cases)
    assert.equal(unfinishedAfter(text), unfinished, JSON.stringify(text));
});

test("ordinary output passes unchanged, in whatever pieces it comes", () => {
  const piece = fc.oneof(
    fc.constantFrom("\x1b[31m", "\x1b]2;title\x07", "\x1b]0;t\x1b\\", "é", "\x1b(B", "\x1b", "\n"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 7 }), (pieces, size) => {
      const all = Buffer.from(pieces.join(""));
      const inPieces = new SequenceFollower();
      const passed: Uint8Array[] = [];
      for (let at = 0; at < all.length; at += size) passed.push(inPieces.follow(all.subarray(at, at + size)));
      assert.deepEqual(Buffer.concat(passed), all);
      const atOnce = new SequenceFollower();
      atOnce.follow(all);
      assert.deepEqual(inPieces.unfinished, atOnce.unfinished);
    }),
  );
});

test("an endless string is cut off until it ends, and what follows it is kept", () => {
  for (const end of ["\x07", "\x1b\\", "\x1b[1m"]) {
    const follower = new SequenceFollower();
    const endless = bytes(`before\x1b]2;${"x".repeat(100_000)}`);
    let passedBytes = 0;
    for (let at = 0; at < endless.length; at += 1000)
      passedBytes += follower.follow(endless.subarray(at, at + 1000)).length;
    assert.ok(passedBytes < 17_000, `${passedBytes}`);
    assert.ok(follower.unfinished.length <= 16 * 1024);
    const after = Buffer.from(follower.follow(bytes(`${end}after`))).toString("latin1");
    assert.ok(after.endsWith("after"), JSON.stringify(after));
    if (end.endsWith("m")) assert.ok(after.includes("\x1b[1m"), JSON.stringify(after));
    assert.equal(follower.unfinished.length, 0);
  }
});
