import assert from "node:assert/strict";
import { test } from "node:test";
import { decideUpgrade } from "./decide-upgrade.ts";
import { Origins } from "./origins.ts";

const options = {
  origins: new Origins(Origins.ofLoopback(4108)),
  isKnownToken: (token: string) => token === "good",
};
const welcome = {
  host: "localhost:4108",
  origin: "http://localhost:4108",
  "sec-websocket-protocol": "cloison.v1, token.good",
};

test("a page of ours with a known token is let in", () => {
  assert.deepEqual(decideUpgrade(welcome, options), { token: "good" });
});

test("everybody else is refused with a status that says why", () => {
  const refused: [Partial<Record<keyof typeof welcome, string | undefined>>, number][] = [
    [{ origin: undefined }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "http://evil.example" }, 403],
    [{ host: "evil.example:4108" }, 421],
    [{ host: undefined }, 421],
    [{ "sec-websocket-protocol": "cloison.v2, token.good" }, 426],
    [{ "sec-websocket-protocol": "token.good" }, 400],
    [{ "sec-websocket-protocol": undefined }, 400],
    [{ "sec-websocket-protocol": "cloison.v1" }, 401],
    [{ "sec-websocket-protocol": "cloison.v1, token." }, 401],
    [{ "sec-websocket-protocol": "cloison.v1, token.bad" }, 401],
  ];
  for (const [changes, status] of refused) {
    const headers = Object.fromEntries(
      Object.entries({ ...welcome, ...changes }).filter(([, value]) => value !== undefined),
    );
    const decision = decideUpgrade(headers, options);
    assert.equal("status" in decision && decision.status, status, JSON.stringify(changes));
  }
});
