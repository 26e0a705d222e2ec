import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRouteAnswers } from "./parse-route-answers.ts";
import { encodeRouteMessage, type RouteMessage, RouteType } from "./route-message.ts";

const link: RouteMessage = {
  type: RouteType.newLink,
  flags: 2,
  sequence: 3,
  head: Uint8Array.from({ length: 16 }, (_, index) => index),
  attributes: [
    { type: 3, value: Uint8Array.of(0x65, 0x30, 0) },
    { type: 4, value: Uint8Array.of(1, 2, 3, 4) },
  ],
};

/** What the kernel ends an answer with: struct nlmsgerr, or for a list one number. */
function end(type: "error" | "done", errno: number, sequence = 3): Uint8Array {
  const head = new Uint8Array(type === "error" ? 20 : 4);
  new DataView(head.buffer).setInt32(0, -errno, true);
  return encodeRouteMessage({ type: type === "error" ? 2 : 3, flags: 0, sequence, head, attributes: [] });
}

const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

test("messages of one datagram, and its end", () => {
  const datagram = joined(encodeRouteMessage(link), encodeRouteMessage(link), end("done", 0));
  assert.deepEqual(parseRouteAnswers(datagram), [
    { is: "message", ...link },
    { is: "message", ...link },
    { is: "end", sequence: 3, errno: 0 },
  ]);
});

test("an error tells its number, an acknowledgement 0", () => {
  assert.deepEqual(parseRouteAnswers(end("error", 19)), [{ is: "end", sequence: 3, errno: 19 }]);
  assert.deepEqual(parseRouteAnswers(end("error", 0)), [{ is: "end", sequence: 3, errno: 0 }]);
});

test("marks in an attribute's type are not part of it, and unknown messages are passed over", () => {
  const nested = { ...link, attributes: [{ type: 0x8000 | 18, value: new Uint8Array(4) }] };
  const [answer] = parseRouteAnswers(
    joined(encodeRouteMessage({ ...link, type: 99 }), encodeRouteMessage(nested)),
  );
  assert.equal(answer?.is === "message" && answer.attributes[0]?.type, 18);
});

test("a datagram that is not at the beginning of its buffer is read from where it is", () => {
  const whole = joined(new Uint8Array(5), encodeRouteMessage(link));
  assert.deepEqual(parseRouteAnswers(whole.subarray(5)), [{ is: "message", ...link }]);
});

test("what is cut off is refused", () => {
  const whole = encodeRouteMessage(link);
  assert.throws(() => parseRouteAnswers(whole.subarray(0, 30)), /the message at byte 0 is cut off/);
  const shortHead = encodeRouteMessage({ ...link, head: new Uint8Array(8), attributes: [] });
  assert.throws(() => parseRouteAnswers(shortHead), /the head at byte 16 is cut off/);
  const longAttribute = whole.slice();
  longAttribute[32] = 200;
  assert.throws(() => parseRouteAnswers(longAttribute), /the attribute at byte 0 is cut off/);
});
