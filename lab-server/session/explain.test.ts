import assert from "node:assert/strict";
import { test } from "node:test";
import { PlaceError } from "../vm/machines.ts";
import { explain } from "./explain.ts";
import { AgentLostError } from "./machine-agent.ts";

test("each trouble has its code, and nothing of the server's insides is told", () => {
  const secret = "/var/lib/secret";
  const cases: [unknown, string][] = [
    [new PlaceError("no-disk", secret), "disk-full"],
    [new Error(`ENOSPC: no space left on device, write '${secret}'`), "disk-full"],
    [new Error("database or disk is full"), "disk-full"],
    [new PlaceError("no-room", secret), "console-busy"],
    [new PlaceError("no-template", secret), "broken"],
    [new PlaceError("failed", secret), "broken"],
    [new AgentLostError(secret), "broken"],
    [new Error(secret), "broken"],
    ["not an error", "broken"],
  ];
  for (const [error, code] of cases) {
    const explanation = explain(error);
    assert.equal(explanation.code, code, String(error));
    assert.ok(!JSON.stringify(explanation).includes(secret));
  }
});
