import type {
  ErrorCode,
  ExerciseState,
  MachineState,
  ServerMessage,
} from "../../lab-server/protocol/messages.ts";
import type { Text } from "../../labs/text.ts";
import type { Link } from "./link.ts";

/** A terminal as the student sees it: it outlives the connection, and its number on the wire may change. */
export interface Tab {
  key: number;
  kind: "shell" | "console";
  /** Counts the tabs of a kind for their names; a freed number is given again. */
  ordinal: number;
  /** `stale`: was there before the connection was lost; the server has not named it again yet. */
  phase: "opening" | "live" | "stale" | "ended";
  /** The number on the wire; null before the server gave one and after the terminal ended. */
  terminal: number | null;
}

/** All that the page shows of the lab. Times in milliseconds since the epoch. */
export interface LabView {
  link: Link;
  /** The server has told where things stand since the connection opened. */
  greeted: boolean;
  /** It has also had the time to name the terminals that exist. */
  settled: boolean;
  idleMinutes: number | null;
  machine: MachineState;
  startingSinceMs: number | null;
  /** Set from the server's warning until something is typed. */
  expiresAtMs: number | null;
  exercises: ReadonlyMap<string, ExerciseState>;
  /** What the student asked to start and the server has not answered yet. */
  wanted: { exercise: string | null } | null;
  error: { code: ErrorCode; message: Text } | null;
  tabs: readonly Tab[];
  activeKey: number | null;
  nextKey: number;
}

export type LabEvent =
  | { type: "server"; message: ServerMessage; nowMs: number }
  | { type: "link"; link: Link }
  | { type: "want"; exercise: string | null }
  /** A terminal was asked for: a tab for it, so that its size can be measured. */
  | { type: "ask"; kind: Tab["kind"] }
  | { type: "select"; key: number }
  /** The student closed a tab. */
  | { type: "drop"; key: number }
  /** After a greeting, the server has named all terminals that still exist. */
  | { type: "settled" }
  | { type: "typed" }
  | { type: "dismiss" };

export const initialView: LabView = {
  link: { phase: "idle" },
  greeted: false,
  settled: false,
  idleMinutes: null,
  machine: { status: "none" },
  startingSinceMs: null,
  expiresAtMs: null,
  exercises: new Map(),
  wanted: null,
  error: null,
  tabs: [],
  activeKey: null,
  nextKey: 1,
};

/** The live tab that shows a terminal of this number. */
export const tabOfTerminal = (view: LabView, terminal: number): Tab | undefined =>
  view.tabs.find((tab) => tab.phase === "live" && tab.terminal === terminal);

/** The tab in front. */
export const activeTab = (view: LabView): Tab | undefined =>
  view.tabs.find((tab) => tab.key === view.activeKey);

function newTab(view: LabView, kind: Tab["kind"]): Tab {
  const taken = new Set(view.tabs.filter((tab) => tab.kind === kind).map((tab) => tab.ordinal));
  let ordinal = 1;
  while (taken.has(ordinal)) ordinal += 1;
  return { key: view.nextKey, kind, ordinal, phase: "opening", terminal: null };
}

/** Keeps the tab in front in front, or brings its right-hand neighbour there, else the last one. */
function withTabs(view: LabView, tabs: readonly Tab[]): LabView {
  if (tabs.some((tab) => tab.key === view.activeKey)) return { ...view, tabs };
  const place = view.tabs.findIndex((tab) => tab.key === view.activeKey);
  const next = tabs[Math.min(Math.max(place, 0), tabs.length - 1)];
  return { ...view, tabs, activeKey: next?.key ?? null };
}

function withMachine(view: LabView, machine: MachineState, nowMs: number): LabView {
  const before = view.machine;
  const startingSinceMs = machine.status === "starting" ? (view.startingSinceMs ?? nowMs) : null;
  const extended =
    machine.status === "running" && view.expiresAtMs !== null && machine.expiresAt > view.expiresAtMs;
  const expiresAtMs = machine.status === "running" && !extended ? view.expiresAtMs : null;
  const next = { ...view, machine, startingSinceMs, expiresAtMs };
  // The shells went with their machine; a boot console is another machine's and stays.
  const replaced =
    machine.status !== "running" || (before.status === "running" && before.hostname !== machine.hostname);
  return replaced
    ? withTabs(
        next,
        view.tabs.filter((tab) => tab.kind === "console"),
      )
    : next;
}

function opened(view: LabView, message: Extract<ServerMessage, { type: "opened" }>): LabView {
  const { terminal, kind } = message;
  const known =
    view.tabs.find((tab) => tab.terminal === terminal && tab.kind === kind) ??
    view.tabs.find((tab) => tab.phase === "opening" && tab.kind === kind);
  if (known)
    return {
      ...view,
      tabs: view.tabs.map((tab) => (tab === known ? { ...tab, phase: "live", terminal } : tab)),
    };
  const tab: Tab = { ...newTab(view, kind), phase: "live", terminal };
  return {
    ...view,
    tabs: [...view.tabs, tab],
    activeKey: view.activeKey ?? tab.key,
    nextKey: view.nextKey + 1,
  };
}

function closed(view: LabView, terminal: number): LabView {
  const tab = view.tabs.find((each) => each.terminal === terminal);
  if (!tab) return view;
  // A shell was ended by the student; what a console said last is worth reading.
  if (tab.kind === "shell")
    return withTabs(
      view,
      view.tabs.filter((each) => each !== tab),
    );
  return withTabs(
    view,
    view.tabs.map((each) => (each === tab ? { ...tab, phase: "ended", terminal: null } : each)),
  );
}

/**
 * Whether the running machine has an exercise set up: then it is checked at once, so some check has run. What
 * was done on an earlier machine is told of with all checks pending.
 */
export const isArmed = (view: LabView, exercise: ExerciseState | undefined): exercise is ExerciseState =>
  view.machine.status === "running" &&
  exercise !== undefined &&
  exercise.checks.some(({ verdict }) => verdict.status !== "pending");

/** Whether a state answers a wish for a machine. None without a reason may be the old one making room. */
const ends = (machine: MachineState): boolean => machine.status !== "none" || machine.reason !== undefined;

/** Errors that mean that a terminal asked for will not come. */
const refusesTerminal = new Set<ErrorCode>([
  "too-many-terminals",
  "console-busy",
  "no-machine",
  "machine-lost",
]);

function fromServer(view: LabView, message: ServerMessage, nowMs: number): LabView {
  switch (message.type) {
    case "hello": {
      const { idleMinutes, machine } = message;
      const exercises = new Map(message.exercises.map((exercise) => [exercise.id, exercise]));
      const tabs = view.tabs
        .filter((tab) => tab.phase !== "opening")
        .map((tab) => (tab.phase === "live" ? ({ ...tab, phase: "stale" } as const) : tab));
      const greeted = {
        ...withTabs(view, tabs),
        greeted: true,
        settled: false,
        idleMinutes,
        exercises,
        error: null,
      };
      return withMachine({ ...greeted, expiresAtMs: null }, machine, nowMs);
    }
    case "machine":
      return withMachine(
        { ...view, wanted: ends(message.machine) ? null : view.wanted },
        message.machine,
        nowMs,
      );
    case "opened":
      return opened(view, message);
    case "closed":
      return closed(view, message.terminal);
    case "exercise":
      return {
        ...view,
        wanted:
          view.wanted?.exercise === message.exercise.id && isArmed(view, message.exercise)
            ? null
            : view.wanted,
        exercises: new Map(view.exercises).set(message.exercise.id, message.exercise),
      };
    case "expiring":
      return { ...view, expiresAtMs: message.expiresAt };
    case "error": {
      const { code } = message;
      const error = { code, message: message.message };
      const tabs = refusesTerminal.has(code) ? view.tabs.filter((tab) => tab.phase !== "opening") : view.tabs;
      return withTabs({ ...view, wanted: null, error }, tabs);
    }
  }
}

/** The page's next state. Pure: what follows from it (messages, DOM) is done by the lab. */
export function nextView(view: LabView, event: LabEvent): LabView {
  switch (event.type) {
    case "server":
      return fromServer(view, event.message, event.nowMs);
    case "link":
      return { ...view, link: event.link, greeted: view.greeted && event.link.phase === "open" };
    case "want":
      return { ...view, wanted: { exercise: event.exercise }, error: null };
    case "ask": {
      const tab = newTab(view, event.kind);
      return {
        ...view,
        tabs: [...view.tabs, tab],
        activeKey: tab.key,
        nextKey: view.nextKey + 1,
        error: null,
      };
    }
    case "select":
      return view.tabs.some((tab) => tab.key === event.key) ? { ...view, activeKey: event.key } : view;
    case "drop":
      return withTabs(
        view,
        view.tabs.filter((tab) => tab.key !== event.key),
      );
    case "settled":
      return withTabs(
        { ...view, settled: true },
        view.tabs.filter((tab) => tab.phase !== "stale"),
      );
    case "typed":
      return view.expiresAtMs === null ? view : { ...view, expiresAtMs: null };
    case "dismiss":
      return { ...view, error: null };
  }
}
