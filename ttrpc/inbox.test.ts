import assert from "node:assert/strict";
import { test } from "node:test";
import { Inbox, MAX_QUEUED_BYTES } from "./inbox.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import { settle, timers } from "./testing.test.ts";

const failure = new TtrpcError(StatusCode.ABORTED, "over");

function inbox(stallMs = 10_000) {
  const stalls: TtrpcError[] = [];
  return { box: new Inbox({ timers, stallMs, onStalled: (error) => stalls.push(error) }), stalls };
}

test("messages come out in order, then the end, whoever is first", async () => {
  const { box } = inbox();
  const early = box.next();
  box.offer(Uint8Array.of(1));
  box.offer(Uint8Array.of());
  box.offer(Uint8Array.of(3));
  box.end();
  assert.equal(box.offer(Uint8Array.of(4)), undefined, "after the end it is thrown away");
  assert.deepEqual(await early, Uint8Array.of(1));
  assert.deepEqual(await box.next(), Uint8Array.of());
  assert.deepEqual(await box.next(), Uint8Array.of(3));
  assert.equal(await box.next(), undefined);
  assert.equal(await box.next(), undefined);
});

test("a failure comes after what had arrived, an abort at once", async () => {
  const { box } = inbox();
  box.offer(Uint8Array.of(1));
  box.fail(failure);
  assert.deepEqual(await box.next(), Uint8Array.of(1));
  await assert.rejects(box.next(), failure);

  const other = inbox().box;
  other.offer(Uint8Array.of(1));
  other.end();
  other.abort(failure);
  await assert.rejects(other.next(), failure);
});

test("both wake a reader that waits", async () => {
  for (const how of ["fail", "abort"] as const) {
    const { box } = inbox();
    const waiting = box.next();
    box[how](failure);
    await assert.rejects(waiting, failure);
  }
});

test("two readers at once are a mistake", async () => {
  const { box } = inbox();
  void box.next();
  await assert.rejects(box.next(), /twice/);
});

test("a full inbox holds its feeder up until there is room", async () => {
  const { box, stalls } = inbox();
  const half = new Uint8Array(MAX_QUEUED_BYTES / 2);
  assert.equal(box.offer(half), undefined);
  let hasRoom = false;
  const room = box.offer(half)?.then(() => {
    hasRoom = true;
  });
  assert.ok(room, "the overhead of a message counts too");
  await settle();
  assert.equal(hasRoom, false);
  await box.next();
  await room;
  assert.equal((await box.next())?.length, half.length);
  assert.equal(stalls.length, 0);
});

test("empty messages are bounded as well", () => {
  const { box } = inbox(1);
  let count = 0;
  while (!box.offer(new Uint8Array(0))) count += 1;
  assert.ok(count < 10_000, `${count}`);
  box.abort(failure);
});

test("a message larger than the inbox is let in alone", () => {
  const { box } = inbox();
  assert.equal(box.offer(new Uint8Array(4 * MAX_QUEUED_BYTES)), undefined);
  box.abort(failure);
});

test("after stallMs without room the stream fails, and what had arrived can be read", async () => {
  const { box, stalls } = inbox(20);
  const large = new Uint8Array(MAX_QUEUED_BYTES);
  box.offer(large);
  await box.offer(large);
  assert.equal(stalls.length, 1);
  assert.equal(stalls[0]?.code, StatusCode.RESOURCE_EXHAUSTED);
  assert.equal((await box.next())?.length, large.length);
  await assert.rejects(box.next(), { code: StatusCode.RESOURCE_EXHAUSTED });
});

test("a feeder that is held up goes on when the stream ends or fails, and no timer is left", async () => {
  for (const how of ["end", "fail", "abort"] as const) {
    let running = 0;
    const counting = {
      setTimeout: (callback: () => void, delayMs: number) => {
        running += 1;
        return setTimeout(callback, delayMs);
      },
      clearTimeout: (timer: NodeJS.Timeout) => {
        running -= 1;
        clearTimeout(timer);
      },
    };
    const box = new Inbox({ timers: counting, stallMs: 60_000 });
    box.offer(new Uint8Array(MAX_QUEUED_BYTES));
    const room = box.offer(new Uint8Array(1));
    if (how === "end") box.end();
    else box[how](failure);
    await room;
    assert.equal(running, 0);
  }
});
