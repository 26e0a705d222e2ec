import { announce } from "./announce.ts";
import { fill } from "./fill.ts";
import {
  elapsed,
  expiringText,
  isOffline,
  lightOf,
  linkText,
  stageOf,
  statusText,
  waitText,
} from "./panel-text.ts";
import type { Strings } from "./strings.ts";
import { initialView, type LabView } from "./view.ts";

interface Options {
  strings: Strings;
  language: "en" | "fr";
  onStart: () => void;
  onReset: () => void;
  onStop: () => void;
  onConnect: () => void;
  onOpen: (kind: "shell" | "console") => void;
  onDismiss: () => void;
}

/** The panel around the terminals: its bar, what it asks and what it says. */
export class Panel {
  readonly #root: HTMLElement;
  readonly #options: Options;
  #view: LabView = initialView;
  #ticks: ReturnType<typeof setInterval> | undefined;
  #confirmed: () => void = () => undefined;
  #asker: HTMLElement | null = null;

  constructor(root: HTMLElement, options: Options) {
    this.#root = root;
    this.#options = options;
    const { strings } = options;
    delete root.dataset.resuming;
    this.#on("start", () => options.onStart());
    this.#on("connect", () => options.onConnect());
    this.#on("dismiss", () => options.onDismiss());
    this.#on("open", () => options.onOpen("shell"));
    this.#on("watch", () => options.onOpen("console"));
    this.#on("reset", (button) =>
      this.#confirm(button, strings.resetQuestion, strings.resetConfirm, options.onReset),
    );
    this.#on("stop", (button) => {
      if (this.#view.machine.status !== "running") options.onStop();
      else this.#confirm(button, strings.stopQuestion, strings.stopConfirm, options.onStop);
    });
    this.#on("yes", () => {
      this.#endConfirm();
      this.#confirmed();
    });
    this.#on("no", () => this.#endConfirm());
    this.#part("confirm").addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#endConfirm();
    });
  }

  render(view: LabView): void {
    const before = this.#view;
    this.#view = view;
    const { strings, language } = this.#options;
    const { machine } = view;
    const stage = stageOf(view);
    for (const part of this.#all("stage")) part.hidden = part.dataset.labStage !== stage;
    this.#root.dataset.light = lightOf(view);
    for (const button of this.#all("watch"))
      button.hidden =
        !view.greeted || view.tabs.some((tab) => tab.kind === "console" && tab.phase !== "ended");
    for (const button of this.#all("bar-start"))
      button.hidden = !(stage === "terminals" && machine.status === "none" && !view.wanted);
    for (const button of this.#all("reset")) button.hidden = machine.status !== "running";
    for (const button of this.#all("stop")) button.hidden = machine.status === "none";
    for (const button of [...this.#all("open"), ...this.#all("reset"), ...this.#all("stop")])
      (button as HTMLButtonElement).disabled = !view.greeted;
    if (machine.status === "none" || !view.greeted) this.#endConfirm();

    const gone = machine.status === "none" && machine.reason !== undefined;
    this.#part("invitation").hidden = gone;
    this.#part("gone").hidden = !gone;
    if (machine.status === "none" && machine.reason)
      this.#part("reason").textContent = machine.reason[language];
    const idle = this.#part("idle");
    idle.hidden = view.idleMinutes === null;
    idle.textContent = fill(strings.invitationIdle, { minutes: view.idleMinutes ?? "" });

    const errorText = view.error?.message[language] ?? "";
    // What ended the machine is said in the middle already.
    this.#part("error").hidden =
      errorText === "" || isOffline(view) || (gone && errorText === machine.reason?.[language]);
    if (this.#part("error-text").textContent !== errorText) this.#part("error-text").textContent = errorText;
    this.#part("connect").textContent = view.link.phase === "replaced" ? strings.useHere : strings.tryNow;
    this.#part("screens").dataset.stale = String(!view.greeted);
    this.#announceChange(before, view);
    this.#tick();
    clearInterval(this.#ticks);
    if (view.startingSinceMs !== null || view.expiresAtMs !== null || view.link.phase === "waiting")
      this.#ticks = setInterval(() => this.#tick(), 100);
  }

  /** Shows that the terminal's own code did not arrive. */
  showLoadError(): void {
    this.#part("error").hidden = false;
    this.#part("error-text").textContent = this.#options.strings.loadBroken;
  }

  /** What changes with time alone. */
  #tick(): void {
    const nowMs = Date.now();
    const { strings } = this.#options;
    this.#show("status", statusText(this.#view, strings, nowMs));
    this.#show("wait-text", waitText(this.#view, strings));
    this.#show("elapsed", elapsed(this.#view, strings, nowMs));
    const link = linkText(this.#view, strings, nowMs);
    this.#part("link").hidden = link === null;
    this.#show("link-text", link ?? "");
    const expiring = expiringText(this.#view, strings, nowMs);
    this.#part("expiring").hidden = expiring === null;
    this.#show("expiring", expiring ?? "");
  }

  #announceChange(before: LabView, view: LabView): void {
    const { strings } = this.#options;
    const { machine } = view;
    if (isOffline(view) && !isOffline(before)) announce(linkText(view, strings, Date.now()) ?? "");
    else if (isOffline(before) && view.link.phase === "open") announce(strings.reconnected);
    else if (view.expiresAtMs !== null && before.expiresAtMs === null)
      announce(expiringText(view, strings, Date.now()) ?? "");
    else if (machine.status === "queued" && statusKey(before) !== statusKey(view))
      announce(waitText(view, strings));
    else if (machine.status !== before.machine.status) {
      if (machine.status === "starting") announce(strings.starting);
      if (machine.status === "running") announce(fill(strings.isRunning, { hostname: machine.hostname }));
      if (machine.status === "none") announce(strings.gone);
    }
  }

  #confirm(asker: HTMLElement, question: string, yes: string, action: () => void): void {
    this.#asker = asker;
    this.#confirmed = action;
    this.#show("question", question);
    this.#show("yes", yes);
    this.#part("confirm").hidden = false;
    this.#part("no").focus();
  }

  #endConfirm(): void {
    const group = this.#part("confirm");
    if (group.hidden) return;
    const hadFocus = group.contains(document.activeElement);
    group.hidden = true;
    if (hadFocus) this.#asker?.focus();
  }

  #show(name: string, text: string): void {
    const part = this.#part(name);
    if (part.textContent !== text) part.textContent = text;
  }

  #on(name: string, action: (button: HTMLElement) => void): void {
    for (const button of this.#all(name)) button.addEventListener("click", () => action(button));
  }

  #all(name: string): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>(`[data-lab-${name}]`)];
  }

  #part(name: string): HTMLElement {
    return this.#root.querySelector(`[data-lab-${name}]`) as HTMLElement;
  }
}

const statusKey = ({ machine }: LabView): string =>
  machine.status === "queued" ? `queued ${machine.position} ${machine.waitsFor}` : machine.status;
