import type { Text } from "../../labs/text.ts";
import { Connection } from "./connection.ts";
import { estimateSize } from "./estimate-size.ts";
import { ExerciseCard } from "./exercise-card.ts";
import { fontSizePx } from "./font-size.ts";
import { Panel } from "./panel.ts";
import type { PanelFrame } from "./panel-frame.ts";
import type { Strings } from "./strings.ts";
import type { Terminals } from "./terminals.ts";
import {
  activeTab,
  initialView,
  type LabEvent,
  type LabView,
  nextView,
  type Tab,
  tabOfTerminal,
} from "./view.ts";

/** How long the server may take to name the terminals that exist; one that was restarted asks the machine first. */
const settleMs = 2500;

/** On a touch screen focus brings up the keyboard, which hides half of what one wants to read. */
const mayFocus = (): boolean => !matchMedia("(pointer: coarse)").matches;

/** The lab on this page: events go in, the view changes, the page and the server hear of it. */
export class Lab {
  #view: LabView = initialView;
  readonly #panel: Panel;
  readonly #frame: PanelFrame;
  readonly #cards: ExerciseCard[];
  readonly #connection: Connection;
  readonly #root: HTMLElement;
  readonly #strings: Strings;
  #terminals: Promise<Terminals> | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** This page asked for a fresh machine in place of the old, so the first terminal is its to open. */
  #opensFirst = false;
  /** This page asked for a terminal together with the machine; it has not come yet. */
  #awaitsFirst = false;
  #commands: { lines: string[]; done: () => void } | null = null;

  constructor(root: HTMLElement, frame: PanelFrame) {
    this.#root = root;
    this.#frame = frame;
    const strings = JSON.parse(root.querySelector("[data-lab-strings]")?.textContent ?? "{}") as Strings;
    const language = root.dataset.lang as keyof Text;
    this.#strings = strings;
    this.#panel = new Panel(root, {
      strings,
      language,
      onStart: () => this.start(null),
      onReset: () => {
        this.#opensFirst = true;
        this.#connection.send({ type: "reset" });
      },
      onStop: () => this.#connection.send({ type: "stop" }),
      onConnect: () => this.connect(),
      onOpen: (kind) => void this.#open(kind, { focus: true }),
      onDismiss: () => this.#dispatch({ type: "dismiss" }),
    });
    this.#cards = [...document.querySelectorAll<HTMLElement>("[data-exercise]")].map(
      (element) =>
        new ExerciseCard(element, {
          strings,
          language,
          onStart: (exercise) => this.start(exercise),
          onCheck: (exercise) => this.#connection.send({ type: "check", exercise }),
          onHint: (exercise) => this.#connection.send({ type: "hint", exercise }),
        }),
    );
    this.#connection = new Connection({
      onLink: (link) => this.#dispatch({ type: "link", link }),
      onMessage: (message) => {
        this.#dispatch({ type: "server", message, nowMs: Date.now() });
        if (message.type === "opened") this.#attach(message.terminal, message.repaint);
      },
      onOutput: (terminal, bytes) => {
        const key = tabOfTerminal(this.#view, terminal)?.key;
        if (key !== undefined) void this.#load().then((terminals) => terminals.write(key, bytes));
      },
    });
  }

  /** Takes up the session that this browser has. */
  connect(): void {
    this.#connection.connect();
  }

  /** Asks for a machine for an exercise, or for the plain one. */
  start(exercise: string | null): void {
    this.#frame.show();
    void this.#load();
    this.#dispatch({ type: "want", exercise });
    if (this.#view.greeted) this.#sendStart(exercise);
    else this.connect();
  }

  /** Types commands into a shell, and gets the machine and the shell first if they are not there. */
  run(lines: string[]): Promise<void> {
    this.#commands?.done();
    this.#dispatch({ type: "dismiss" });
    return new Promise((done) => {
      this.#commands = { lines, done };
      if (this.#view.machine.status === "none" && !this.#view.wanted) this.start(null);
      else this.#frame.show();
      this.#react(this.#view);
    });
  }

  #dispatch(event: LabEvent): void {
    const before = this.#view;
    this.#view = nextView(before, event);
    if (this.#view === before) return;
    this.#panel.render(this.#view);
    for (const card of this.#cards) card.render(this.#view);
    if (this.#view.tabs !== before.tabs || this.#view.activeKey !== before.activeKey) {
      const view = this.#view;
      if (this.#terminals || view.tabs.length > 0)
        void this.#load().then((terminals) => terminals.render(this.#view));
    }
    this.#react(before);
  }

  /** Does what the new view asks for. */
  #react(before: LabView): void {
    const view = this.#view;
    const { machine, wanted } = view;
    if (view.greeted && !before.greeted) {
      this.#awaitsFirst = false;
      if (wanted) this.#sendStart(wanted.exercise);
      this.#settle();
    }
    const shells = view.tabs.filter((tab) => tab.kind === "shell");
    if (!view.greeted || machine.status !== "running") {
      if (view.error || (machine.status === "none" && !wanted)) this.#awaitsFirst = false;
      if (this.#commands && view.error) this.#endCommands();
      return;
    }
    if (before.machine.status !== "running" || before.machine.hostname !== machine.hostname) {
      if (this.#opensFirst && shells.length === 0) void this.#open("shell", { focus: true });
      else this.#settle();
      this.#opensFirst = false;
      return;
    }
    if (this.#commands) this.#tryCommands(shells);
  }

  /** Asks for the machine and, in the same breath, for its first terminal: the server opens it when it can. */
  #sendStart(exercise: string | null): void {
    this.#connection.send({ type: "start", exercise });
    if (this.#view.machine.status === "running") {
      // An exercise that asks for another kind of machine gets one in place of this.
      this.#opensFirst = true;
      return;
    }
    const { clientWidth: widthPx, clientHeight: heightPx } = this.#root;
    const size = estimateSize({ widthPx, heightPx, fontSizePx: fontSizePx() });
    this.#awaitsFirst = this.#connection.send({ type: "open", ...size });
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      if (!this.#view.greeted) return;
      if (this.#view.machine.status === "running") this.#awaitsFirst = false;
      this.#dispatch({ type: "settled" });
      const shells = this.#view.tabs.some((tab) => tab.kind === "shell");
      if (this.#view.machine.status === "running" && !shells) void this.#open("shell", { focus: false });
    }, settleMs);
  }

  /** Whoever closes a terminal knows which there are, and wants no other opened for them. */
  #endSettling(): void {
    clearTimeout(this.#settling);
    if (this.#view.greeted && !this.#view.settled) this.#dispatch({ type: "settled" });
  }

  async #open(kind: Tab["kind"], { focus }: { focus: boolean }): Promise<void> {
    this.#dispatch({ type: "ask", kind });
    const key = this.#view.activeKey;
    const terminals = await this.#load();
    const size = key === null ? undefined : terminals.size(key);
    // Gone again in the meantime: the connection was lost.
    if (size === undefined) return;
    this.#connection.send({ type: kind === "shell" ? "open" : "console", ...size });
    if (focus && mayFocus()) terminals.focus();
  }

  #attach(terminal: number, repaint: boolean): void {
    const key = tabOfTerminal(this.#view, terminal)?.key;
    if (key === undefined) return;
    const isFirst = this.#awaitsFirst;
    this.#awaitsFirst = false;
    void this.#load().then((terminals) => {
      terminals.attach(key, repaint);
      if (isFirst && mayFocus()) terminals.focus();
      const size = terminals.size(key);
      if (size) this.#connection.send({ type: "resize", terminal, ...size });
    });
  }

  #tryCommands(shells: Tab[]): void {
    if (this.#view.error) {
      this.#endCommands();
      return;
    }
    const front = activeTab(this.#view);
    const shell = front?.kind === "shell" ? front : shells[0];
    if (!shell) {
      if (!this.#awaitsFirst) void this.#open("shell", { focus: true });
    } else if (shell.phase === "live") {
      const commands = this.#commands;
      this.#commands = null;
      this.#dispatch({ type: "select", key: shell.key });
      void this.#load()
        .then((terminals) => {
          if (mayFocus()) terminals.focus();
          return terminals.run(shell.key, commands?.lines ?? []);
        })
        .finally(() => commands?.done());
    }
  }

  #endCommands(): void {
    this.#commands?.done();
    this.#commands = null;
  }

  /** The terminals' code, fetched when it is first needed. */
  #load(): Promise<Terminals> {
    this.#terminals ??= this.#makeTerminals();
    return this.#terminals;
  }

  async #makeTerminals(): Promise<Terminals> {
    try {
      const { Terminals } = await import("./terminals.ts");
      const wire = (key: number) => {
        const tab = this.#view.tabs.find((each) => each.key === key);
        return tab?.phase === "live" ? tab.terminal : null;
      };
      const terminals = new Terminals(this.#root, {
        strings: this.#strings,
        onSelect: (key) => this.#dispatch({ type: "select", key }),
        onClose: (key) => {
          const terminal = wire(key);
          if (terminal !== null) this.#connection.send({ type: "close", terminal });
          this.#dispatch({ type: "drop", key });
          this.#endSettling();
        },
        onInput: (key, bytes) => {
          const terminal = wire(key);
          if (terminal === null) return;
          this.#connection.sendInput(terminal, bytes);
          this.#dispatch({ type: "typed" });
        },
        onDrawn: (key, bytes) => {
          const terminal = wire(key);
          if (terminal !== null) this.#connection.send({ type: "ack", terminal, bytes });
        },
        onResize: (key, size) => {
          const terminal = wire(key);
          if (terminal !== null) this.#connection.send({ type: "resize", terminal, ...size });
        },
      });
      terminals.render(this.#view);
      return terminals;
    } catch (error) {
      this.#panel.showLoadError();
      this.#terminals = null;
      throw error;
    }
  }
}
