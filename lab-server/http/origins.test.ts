import assert from "node:assert/strict";
import { test } from "node:test";
import { Origins } from "./origins.ts";

const local = new Origins(Origins.ofLoopback(4108));

test("only listed origins are allowed, an absent one is not", () => {
  assert.ok(local.allows("http://localhost:4108"));
  assert.ok(local.allows("http://[::1]:4108"));
  for (const origin of [
    undefined,
    "",
    "null",
    "https://localhost:4108",
    "http://localhost",
    "http://localhost:4109",
    "http://localhost:4108.example.org",
    "http://evil.example",
  ])
    assert.equal(local.allows(origin), false, origin);
});

test("a host that merely resolves here is not ours", () => {
  assert.ok(local.answersTo("localhost:4108"));
  assert.ok(local.answersTo("LOCALHOST:4108"));
  assert.ok(local.answersTo("127.0.0.1:4108"));
  for (const host of [
    undefined,
    "",
    "rebound.example:4108",
    "localhost",
    "localhost:4108@x",
    "localhost:4108 ",
  ])
    assert.equal(local.answersTo(host), false, host);
});

test("a default port may be written or left out", () => {
  const secure = new Origins(["https://labs.example.org"]);
  assert.ok(secure.answersTo("labs.example.org"));
  assert.ok(secure.answersTo("labs.example.org:443"));
  assert.deepEqual(secure.webSocketSources, ["wss://labs.example.org"]);
  assert.ok(new Origins(Origins.ofLoopback(80)).allows("http://localhost"));
});

test("names WebSocket sources only in a form that a policy can hold", () => {
  const origins = new Origins(Origins.ofLoopback(4108));
  assert.deepEqual(origins.webSocketSources, ["ws://localhost:4108", "ws://127.0.0.1:4108"]);
  assert.deepEqual(new Origins(["https://labs.example.org"]).webSocketSources, ["wss://labs.example.org"]);
});
