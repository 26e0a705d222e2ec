import assert from "node:assert/strict";
import { test } from "node:test";
import { listenSockets } from "./listen-sockets.ts";

const pid = () => 7;

test("the sockets of this process are counted", () => {
  assert.equal(listenSockets({ count: "2", owner: "7", pid }), 2);
  assert.equal(listenSockets({ count: "2", owner: undefined, pid }), 2);
});

test("those of others, and none, are not", () => {
  assert.equal(listenSockets({ count: "2", owner: "8", pid }), 0);
  assert.equal(listenSockets({ count: undefined, owner: "7", pid }), 0);
  assert.equal(listenSockets({ count: "", owner: "7", pid }), 0);
});

test("what is no number is refused", () => {
  assert.throws(() => listenSockets({ count: "two", owner: "7", pid }), /LISTEN_FDS must be a number/);
  assert.throws(() => listenSockets({ count: "-1", owner: "7", pid }), /LISTEN_FDS/);
});
