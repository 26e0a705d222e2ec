import assert from "node:assert/strict";
import { constants } from "node:os";
import { test } from "node:test";
import { signalNumber } from "./signal-number.ts";

test("every name that the host's C library has is known by its number", () => {
  for (const [name, number] of Object.entries(constants.signals)) {
    if (name === "SIGUNUSED") continue;
    assert.equal(signalNumber(name), number, name);
    assert.equal(signalNumber(name.slice(3).toLowerCase()), number, name);
  }
});

test("a number is itself, 0 too, which only asks whether the process is there", () => {
  for (const number of [0, 9, 64]) assert.equal(signalNumber(String(number)), number);
});

test("real-time signals count from either end", () => {
  assert.equal(signalNumber("SIGRTMIN"), 34);
  assert.equal(signalNumber("rtmin+3"), 37);
  assert.equal(signalNumber("RTMAX-1"), 63);
  assert.equal(signalNumber("SIGRTMAX"), 64);
});

test("anything else is refused", () => {
  for (const word of [
    "",
    "SIG",
    "NOSUCH",
    "-9",
    "65",
    "9.5",
    "RTMIN-1",
    "RTMAX+1",
    "RTMIN+31",
    "RTMAX-31",
    "SIGSIGTERM",
  ])
    assert.throws(() => signalNumber(word), /unknown signal/, word);
});
