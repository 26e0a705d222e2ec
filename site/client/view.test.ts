import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  CheckState,
  ExerciseState,
  MachineState,
  ServerMessage,
} from "../../lab-server/protocol/messages.ts";
import { activeTab, initialView, type LabEvent, type LabView, nextView, tabOfTerminal } from "./view.ts";

const running = (hostname = "lab-1"): MachineState => ({
  status: "running",
  hostname,
  profile: "linux",
  expiresAt: 9000,
});
const from = (message: ServerMessage, nowMs = 1000): LabEvent => ({ type: "server", message, nowMs });
const hello = (machine: MachineState): LabEvent =>
  from({ type: "hello", version: 1, idleMinutes: 20, accelerator: "emulation", machine, exercises: [] });
const opened = (terminal: number, kind: "shell" | "console" = "shell"): LabEvent =>
  from({ type: "opened", terminal, kind, repaint: false });
const after = (...events: LabEvent[]): LabView => events.reduce(nextView, initialView);
const phases = (view: LabView) => view.tabs.map((tab) => `${tab.kind} ${tab.phase} ${tab.terminal}`);

test("a terminal asked for becomes live under the server's number", () => {
  const view = after(hello(running()), { type: "ask", kind: "shell" }, opened(3));
  assert.deepEqual(phases(view), ["shell live 3"]);
  assert.equal(activeTab(view), tabOfTerminal(view, 3));
});

test("after a reconnection the same terminals keep their tabs, and lost ones go once settled", () => {
  const before = after(hello(running()), opened(0), opened(1), { type: "select", key: 2 });
  const greeted = nextView(before, hello(running()));
  assert.deepEqual(phases(greeted), ["shell stale 0", "shell stale 1"]);
  const settled = [opened(1), { type: "settled" } as const].reduce(nextView, greeted);
  assert.deepEqual(phases(settled), ["shell live 1"]);
  assert.equal(activeTab(settled)?.key, 2);
});

test("a terminal asked for just before the connection was lost is forgotten", () => {
  assert.deepEqual(phases(after(hello(running()), { type: "ask", kind: "shell" }, hello(running()))), []);
});

test("shells go with their machine, a boot console stays", () => {
  const view = after(hello(running()), opened(0), opened(1, "console"));
  for (const machine of [running("lab-2"), { status: "starting" } as const, { status: "none" } as const])
    assert.deepEqual(phases(nextView(view, from({ type: "machine", machine }))), ["console live 1"]);
  assert.deepEqual(phases(nextView(view, from({ type: "machine", machine: running() }))), phases(view));
});

test("a shell that ends takes its tab along, a console stays to be read", () => {
  const view = after(
    hello(running()),
    opened(0),
    opened(1, "console"),
    from({ type: "closed", terminal: 0, exitCode: 0 }),
    from({ type: "closed", terminal: 1, exitCode: null }),
  );
  assert.deepEqual(phases(view), ["console ended null"]);
  assert.equal(activeTab(view)?.kind, "console");
});

test("a number used again belongs to the new terminal alone", () => {
  const view = after(
    hello(running()),
    opened(0, "console"),
    from({ type: "closed", terminal: 0, exitCode: 0 }),
    opened(0),
  );
  assert.equal(tabOfTerminal(view, 0)?.kind, "shell");
});

test("closing the tab in front brings its neighbour there", () => {
  const view = after(hello(running()), opened(0), opened(1), opened(2), { type: "select", key: 2 });
  assert.equal(nextView(view, { type: "drop", key: 2 }).activeKey, 3);
  const last = nextView(nextView(view, { type: "select", key: 3 }), { type: "drop", key: 3 });
  assert.equal(last.activeKey, 2);
});

test("a refused terminal leaves no tab behind, and its reason is kept", () => {
  const message = { en: "Six are open.", fr: "Six sont ouverts." };
  const view = after(
    hello(running()),
    opened(0),
    { type: "ask", kind: "shell" },
    from({ type: "error", code: "too-many-terminals", message }),
  );
  assert.deepEqual(phases(view), ["shell live 0"]);
  assert.equal(view.activeKey, 1);
  assert.deepEqual(view.error, { code: "too-many-terminals", message });
  assert.equal(nextView(view, { type: "dismiss" }).error, null);
});

test("an error that is not about terminals keeps the terminal that is on its way", () => {
  const view = after(
    hello(running()),
    { type: "ask", kind: "shell" },
    from({ type: "error", code: "unknown-exercise", message: { en: "", fr: "" } }),
  );
  assert.deepEqual(phases(view), ["shell opening null"]);
});

test("a freed name is given again, the others keep theirs", () => {
  const view = after(
    hello(running()),
    opened(0),
    opened(1),
    { type: "drop", key: 1 },
    { type: "ask", kind: "shell" },
  );
  assert.deepEqual(
    view.tabs.map((tab) => tab.ordinal),
    [2, 1],
  );
});

const exercise: ExerciseState = {
  id: "one",
  task: { en: "", fr: "" },
  checks: [],
  solved: false,
  hints: [],
  hintsLeft: 0,
};

test("what was asked for stays wanted over a reconnection until the server answers", () => {
  const view = after({ type: "want", exercise: "one" }, hello({ status: "none" }));
  assert.deepEqual(view.wanted, { exercise: "one" });
  const text = { en: "", fr: "" };
  const answers: ServerMessage[] = [
    { type: "machine", machine: { status: "queued", position: 2, waitsFor: "machine" } },
    { type: "machine", machine: { status: "none", reason: text } },
    { type: "error", code: "broken", message: text },
  ];
  for (const answer of answers) assert.equal(nextView(view, from(answer)).wanted, null);
  const still: ServerMessage[] = [
    { type: "machine", machine: { status: "none" } },
    { type: "exercise", exercise },
  ];
  for (const message of still) assert.notEqual(nextView(view, from(message)).wanted, null);
});

test("an exercise asked for on a running machine is there once it is checked", () => {
  const view = after(hello(running()), { type: "want", exercise: "one" });
  const told = (part: Partial<ExerciseState>) =>
    nextView(view, from({ type: "exercise", exercise: { ...exercise, ...part } })).wanted;
  const checks = (status: "pending" | "met"): CheckState[] => [
    { id: "a", title: { en: "", fr: "" }, verdict: { status } },
  ];
  assert.deepEqual(told({ checks: checks("pending") }), { exercise: "one" });
  assert.deepEqual(told({ id: "two", checks: checks("met") }), { exercise: "one" });
  assert.equal(told({ checks: checks("met") }), null);
});

test("starting is timed from its first message", () => {
  const starting = { status: "starting" } as const;
  const view = after(
    hello({ status: "none" }),
    from({ type: "machine", machine: starting }, 2000),
    from({ type: "machine", machine: starting }, 2500),
  );
  assert.equal(view.startingSinceMs, 2000);
  assert.equal(nextView(view, from({ type: "machine", machine: running() })).startingSinceMs, null);
});

test("the warning goes when something is typed or the server gives more time", () => {
  const warned = after(hello(running()), from({ type: "expiring", expiresAt: 9000 }));
  assert.equal(warned.expiresAtMs, 9000);
  assert.equal(nextView(warned, { type: "typed" }).expiresAtMs, null);
  const machine = { ...running(), expiresAt: 20_000 } as MachineState;
  assert.equal(nextView(warned, from({ type: "machine", machine })).expiresAtMs, null);
  assert.equal(nextView(warned, from({ type: "machine", machine: running() })).expiresAtMs, 9000);
});

test("a lost connection has not greeted, whatever the one before it said", () => {
  const view = after({ type: "link", link: { phase: "open" } }, hello(running()));
  assert.equal(view.greeted, true);
  const lost = nextView(view, { type: "link", link: { phase: "waiting", attempt: 0, untilMs: 5 } });
  assert.equal(lost.greeted, false);
  assert.equal(lost.machine.status, "running");
});
