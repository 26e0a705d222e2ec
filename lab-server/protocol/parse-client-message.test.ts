import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ClientMessage } from "./messages.ts";
import { MalformedMessageError, parseClientMessage } from "./parse-client-message.ts";

const examples: ClientMessage[] = [
  { type: "start", exercise: null },
  { type: "start", exercise: "pid-and-uts" },
  { type: "open", columns: 80, rows: 24 },
  { type: "close", terminal: 1 },
  { type: "resize", terminal: 255, columns: 1000, rows: 1 },
  { type: "ack", terminal: 0, bytes: 65536 },
  { type: "check", exercise: "memory-limit" },
  { type: "hint", exercise: "one" },
  { type: "reset" },
  { type: "stop" },
  { type: "console", columns: 80, rows: 24 },
];

test("every kind of message is understood", () => {
  for (const message of examples) assert.deepEqual(parseClientMessage(JSON.stringify(message)), message);
});

test("a field that is missing, foreign or out of bounds is refused by name", () => {
  const refused: [unknown, RegExp][] = [
    [{ type: "open", columns: 0, rows: 24 }, /columns/],
    [{ type: "open", columns: 80 }, /rows/],
    [{ type: "open", columns: 80, rows: 1001 }, /rows/],
    [{ type: "ack", terminal: 1, bytes: 0 }, /bytes/],
    [{ type: "ack", terminal: 1, bytes: 1.5 }, /bytes/],
    [{ type: "close", terminal: 256 }, /terminal/],
    [{ type: "start", exercise: "../../etc/passwd" }, /exercise/],
    [{ type: "start" }, /exercise/],
    [{ type: "reset", now: true }, /now/],
    [{ type: "fly" }, /type/],
    [[], /message/],
    [null, /message/],
  ];
  for (const [value, names] of refused)
    assert.throws(
      () => parseClientMessage(JSON.stringify(value)),
      (error) => error instanceof MalformedMessageError && names.test(error.message),
      JSON.stringify(value),
    );
});

test("no text does anything but parse or be refused", () => {
  const nearly = fc.record(
    {
      type: fc.constantFrom(...examples.map((message) => message.type), "x"),
      exercise: fc.oneof(fc.string(), fc.constant(null)),
      terminal: fc.oneof(fc.integer(), fc.double(), fc.string()),
      columns: fc.oneof(fc.integer(), fc.double()),
      rows: fc.oneof(fc.integer(), fc.constant("24")),
      bytes: fc.oneof(fc.integer(), fc.bigInt().map(String)),
    },
    { requiredKeys: [] },
  );
  const texts = fc.oneof(
    fc.string(),
    fc.json(),
    nearly.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const message = parseClientMessage(text);
        assert.deepEqual(message, JSON.parse(text));
      } catch (error) {
        assert.ok(error instanceof MalformedMessageError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
