import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { defaultMachine } from "../../labs/machine.ts";
import { PlaceError, type PlaceErrorCode } from "../vm/machines.ts";
import { Placing } from "./placing.ts";
import type { QueueMember } from "./session-context.ts";

/** A house whose places a test frees, and members that write down what happens to them. */
function house(t: { after: (task: () => void) => void }, places: number) {
  let placed = 0;
  const state = { free: places, obstacle: "no-room" as PlaceErrorCode, events: [] as string[] };
  const placing = new Placing({
    async place() {
      if (state.free === 0) throw new PlaceError(state.obstacle, "full");
      state.free -= 1;
      placed += 1;
      return `m${placed}`;
    },
    async drop(id) {
      state.free += 1;
      state.events.push(`dropped ${id}`);
    },
  });
  t.after(() => placing.close());
  const member = (name: string): QueueMember => ({
    wantedSpec: defaultMachine,
    moved: (position) => state.events.push(`${name} is ${position}`),
    hindered: (hindrance) => state.events.push(`${name} waits: ${hindrance}`),
    served: ({ id }) => state.events.push(`${name} got ${id}`),
    refused: () => state.events.push(`${name} was refused`),
  });
  const request = (replaces?: string) => ({ spec: defaultMachine, replaces });
  /** What has happened since the last look. */
  const news = async () => {
    await turn();
    return state.events.splice(0);
  };
  return { state, placing, member, request, news };
}

test("first come, first served; a replacement keeps its room", async (t) => {
  const { state, placing, member, request, news } = house(t, 1);
  const first = member("first");
  assert.equal(await placing.place(first, request()), "m1");
  assert.equal(await placing.place(member("second"), request()), undefined);
  assert.equal(await placing.place(member("third"), request()), undefined);
  assert.deepEqual(await news(), [
    "second waits: no-room",
    "second is 1",
    "third waits: no-room",
    "third is 2",
  ]);
  assert.equal(await placing.place(first, request("m1")), "m2");
  assert.deepEqual(await news(), ["dropped m1"]);
  state.free = 1;
  placing.serve();
  assert.deepEqual(await news(), ["third is 1", "second got m3"]);
  assert.equal(placing.queueLength, 1);
});

test("everybody is told why they wait, and when that changes", async (t) => {
  const { state, placing, member, request, news } = house(t, 0);
  const second = member("second");
  await placing.place(member("first"), request());
  await placing.place(second, request());
  await news();
  state.obstacle = "no-disk";
  placing.serve();
  assert.deepEqual(await news(), ["first waits: no-disk", "second waits: no-disk"]);
  placing.leave(second);
  await placing.place(member("third"), request());
  assert.deepEqual(await news(), ["third waits: no-disk", "third is 2"]);
});

test("who cannot be served for another reason makes way for the next", async (t) => {
  const { state, placing, member, request, news } = house(t, 0);
  await placing.place(member("first"), request());
  await news();
  state.obstacle = "no-template";
  placing.serve();
  assert.deepEqual(await news(), ["first was refused"]);
  await assert.rejects(placing.place(member("second"), request()), { code: "no-template" });
  assert.equal(placing.queueLength, 0);
});
