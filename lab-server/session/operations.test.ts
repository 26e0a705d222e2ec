import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Operations } from "./operations.ts";

test("one after the other, also after one that failed, and every end is told", async () => {
  const events: unknown[] = [];
  const operations = new Operations((error) => events.push(error ?? "end"));
  const failure = new Error("the machine would not");
  void operations.inTurn(async () => {
    events.push("first");
    await sleep(5);
    events.push("first done");
  });
  void operations.inTurn(async () => {
    events.push("second");
    throw failure;
  });
  await operations.inTurn(async () => void events.push("third"));
  assert.deepEqual(events, ["first", "first done", "end", "second", failure, "third", "end"]);
});

test("after closing nothing begins, what runs ends", async () => {
  const events: string[] = [];
  const operations = new Operations(() => events.push("end"));
  const first = operations.inTurn(async () => {
    await sleep(5);
    events.push("first");
  });
  const second = operations.inTurn(async () => void events.push("second"));
  await Promise.resolve();
  operations.close();
  await Promise.all([first, second]);
  assert.equal(operations.isClosed, true);
  assert.deepEqual(events, ["first", "end"]);
});
