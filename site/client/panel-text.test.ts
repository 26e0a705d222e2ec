import assert from "node:assert/strict";
import { test } from "node:test";
import { expiringText, lightOf, linkText, stageOf, statusText, waitText } from "./panel-text.ts";
import { strings } from "./strings.ts";
import { initialView, type LabView } from "./view.ts";

const view = (part: Partial<LabView>): LabView => ({ ...initialView, ...part });
const open: Partial<LabView> = { link: { phase: "open" }, greeted: true };
const machine = { status: "running", hostname: "lab-1", profile: "linux", expiresAt: 0 } as const;
const tab = { key: 1, kind: "shell", ordinal: 1, phase: "live", terminal: 1 } as const;

test("the panel invites until something is asked for, then waits, then shows terminals", () => {
  assert.equal(stageOf(initialView), "welcome");
  assert.equal(stageOf(view({ ...open, wanted: { exercise: null } })), "wait");
  assert.equal(stageOf(view({ ...open, machine: { status: "starting" } })), "wait");
  assert.equal(stageOf(view({ ...open, machine, tabs: [tab] })), "terminals");
  assert.equal(stageOf(view({ ...open, machine })), "wait");
  assert.equal(stageOf(view({ ...open, machine, settled: true })), "empty");
  assert.equal(stageOf(view(open)), "welcome");
});

test("a page that knows a session waits for it instead of inviting", () => {
  assert.equal(stageOf(view({ link: { phase: "connecting", attempt: 0 } })), "wait");
  assert.equal(stageOf(view({ link: { phase: "waiting", attempt: 1, untilMs: 0 } })), "wait");
});

test("the first try to connect is not called a lost connection, a second is", () => {
  assert.equal(linkText(view({ link: { phase: "connecting", attempt: 0 } }), strings.en, 0), null);
  const again = view({ link: { phase: "connecting", attempt: 1 }, machine });
  assert.equal(linkText(again, strings.en, 0), strings.en.reconnectingNow);
  assert.equal(lightOf(again), "offline");
});

test("counts down to the next try, never to zero", () => {
  const waiting = view({ link: { phase: "waiting", attempt: 1, untilMs: 3000 } });
  assert.match(linkText(waiting, strings.en, 500) ?? "", /in 3 s/);
  assert.match(linkText(waiting, strings.en, 9000) ?? "", /in 1 s/);
});

test("says how long it has been starting", () => {
  const starting = view({ ...open, machine: { status: "starting" }, startingSinceMs: 1000 });
  assert.equal(statusText(starting, strings.en, 1440), "Starting 0.4 s");
});

test("says the place in the queue, in the page's language", () => {
  const queued = view({ ...open, machine: { status: "queued", position: 3, waitsFor: "machine" } });
  assert.match(waitText(queued, strings.en), /number 3/);
  assert.match(waitText(queued, strings.fr), /rang 3/);
  const forDisk = view({ ...open, machine: { status: "queued", position: 3, waitsFor: "disk" } });
  assert.match(waitText(forDisk, strings.en), /disk is too full.*number 3/);
});

test("warns with the time that is left", () => {
  assert.match(expiringText(view({ expiresAtMs: 61_000 }), strings.en, 1000) ?? "", /60 s/);
  assert.equal(expiringText(initialView, strings.en, 0), null);
});
