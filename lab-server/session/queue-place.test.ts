import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultMachine } from "../../labs/machine.ts";
import { Operations } from "./operations.ts";
import { type MachineWish, QueuePlace } from "./queue-place.ts";

const wish = (exercise: string): MachineWish => ({
  spec: defaultMachine,
  exercises: [exercise],
  clickedMs: 0,
});

/** A place before a full house, and everything that it does. */
function waitingPlace() {
  const events: string[] = [];
  const operations = new Operations((error) => assert.equal(error, undefined));
  const place = new QueuePlace({
    context: {
      place: async () => {
        place.moved(2);
        return undefined;
      },
      leaveQueue: () => events.push("left"),
      machines: { drop: async (id) => void events.push(`dropped ${id}`) },
      measures: { placed: () => {} },
      onFreed: () => events.push("freed"),
    },
    operations,
    onMoved: () => events.push(`moved to ${place.position}`),
    onServed: async ({ id }, { exercises }) => void events.push(`${exercises} got ${id}`),
    onRefused: (error) => events.push(`refused: ${error}`),
  });
  return { place, events, done: () => operations.inTurn(async () => {}) };
}

test("it is served with what was wished for last", async () => {
  const { place, events, done } = waitingPlace();
  assert.equal(await place.seek(wish("first"), undefined), undefined);
  assert.equal(place.position, 2);
  place.change(wish("second"));
  place.moved(1);
  place.served({ id: "m1", spec: defaultMachine });
  await done();
  assert.deepEqual(events, ["moved to 1", "second got m1"]);
  assert.equal(place.isWaiting, false);
  assert.equal(place.wantedSpec, undefined);
});

test("a machine that comes after it has left is dropped; an error then is nobody's", async () => {
  const { place, events, done } = waitingPlace();
  await place.seek(wish("first"), undefined);
  place.leave();
  place.served({ id: "m1", spec: defaultMachine });
  place.refused("broken");
  await done();
  assert.deepEqual(events, ["left", "dropped m1", "freed"]);
});

test("a refusal ends the wait", async () => {
  const { place, events, done } = waitingPlace();
  await place.seek(wish("first"), undefined);
  place.refused("no template");
  await done();
  assert.deepEqual(events, ["refused: no template"]);
  assert.equal(place.isWaiting, false);
});
