import assert from "node:assert/strict";
import { test } from "node:test";
import { ProcessCounter } from "./process-counter.ts";

const event = (kind: "fork" | "exec" | "credentials" | "exit" | "other", pid: number, process = pid) => ({
  kind,
  pid,
  process,
});

test("a process counts from its fork to its exit, its threads and the rest do not", () => {
  const events = [
    event("fork", 5),
    event("exec", 5),
    event("fork", 6, 5),
    event("other", 5),
    event("exit", 6, 5),
  ];
  assert.equal(new ProcessCounter().count([...events, event("credentials", 5), event("exit", 5)]), 4);
});

test("an ignored process is not noticed until it has ended", () => {
  const counter = new ProcessCounter();
  counter.ignore(5);
  assert.equal(counter.count([event("fork", 5), event("credentials", 5)]), 0);
  assert.equal(counter.count([event("exit", 5)]), 0);
  assert.equal(counter.count([event("fork", 5)]), 1, "the number is another process's now");
});

test("after a loss nobody is ignored", () => {
  const counter = new ProcessCounter();
  counter.ignore(5);
  counter.forget();
  assert.equal(counter.count([event("exit", 5)]), 1);
});
