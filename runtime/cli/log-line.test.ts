import assert from "node:assert/strict";
import { test } from "node:test";
import { logLine } from "./log-line.ts";

const time = new Date("2026-01-02T03:04:05.067Z");
const text = (message: string) => logLine({ level: "error", message, time }, "text");

test("a JSON line has its keys in order, and Go's escapes", () => {
  assert.equal(
    logLine({ level: "warning", message: 'no "x"\n<y>', time }, "json"),
    '{"level":"warning","msg":"no \\"x\\"\\n\\u003cy\\u003e","time":"2026-01-02T03:04:05.067Z"}',
  );
});

test("a text line quotes a message only where it must", () => {
  assert.equal(
    text("plain-word_1.2/3@4^5+6"),
    'time="2026-01-02T03:04:05.067Z" level=error msg=plain-word_1.2/3@4^5+6',
  );
  assert.match(text("two words"), /msg="two words"$/);
  assert.match(text("a=b"), /msg="a=b"$/);
});

test("a quoted message is a Go string", () => {
  assert.match(text('"a\\b"\t\x1b[0m\u0085'), /msg="\\"a\\\\b\\"\\t\\x1b\[0m\\u0085"$/);
  assert.match(text("déjà vu — 数 🙂"), /msg="déjà vu — 数 🙂"$/);
});
