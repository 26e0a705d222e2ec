import { fontSizePx, stepFontSize } from "./font-size.ts";
import { recall, remember } from "./storage.ts";
import type { Strings } from "./strings.ts";
import { type Size, TerminalScreen } from "./terminal-screen.ts";
import { TerminalSearch } from "./terminal-search.ts";
import { screenId, TerminalTabs, tabId } from "./terminal-tabs.ts";
import { TouchKeys } from "./touch-keys.ts";
import type { LabView } from "./view.ts";

export interface TerminalsOptions {
  strings: Strings;
  onSelect: (key: number) => void;
  onClose: (key: number) => void;
  onInput: (key: number, bytes: Uint8Array) => void;
  onDrawn: (key: number, bytes: number) => void;
  onResize: (key: number, size: Size) => void;
}

const lineAnswerMs = 2000;
const shellStartMs = 10_000;

/** The terminals of the panel: a screen for each tab, and the controls that act on the one in front. */
export class Terminals {
  readonly #root: HTMLElement;
  readonly #options: TerminalsOptions;
  readonly #screens = new Map<number, TerminalScreen>();
  readonly #tabs: TerminalTabs;
  readonly #search: TerminalSearch;
  readonly #touchKeys: TouchKeys;
  #activeKey: number | null = null;
  #fontSizePx: number;
  #screenReader: boolean;

  constructor(root: HTMLElement, options: TerminalsOptions) {
    this.#root = root;
    this.#options = options;
    const { strings } = options;
    this.#fontSizePx = fontSizePx();
    this.#screenReader = recall("screen-reader") === "on";
    this.#tabs = new TerminalTabs(this.#part("tabs"), options);
    this.#search = new TerminalSearch(this.#part("search"), {
      strings,
      onSearch: (text, direction) => this.#active?.search(text, direction),
      onClose: () => this.focus(),
    });
    this.#touchKeys = new TouchKeys(this.#part("touch-keys"), (text) => this.#active?.type(text));
    this.#control("smaller", () => this.#stepFontSize(-1));
    this.#control("larger", () => this.#stepFontSize(1));
    this.#control("search-open", () => this.#search.open());
    const screenReader = this.#control("screen-reader", () => {
      this.#screenReader = !this.#screenReader;
      remember("screen-reader", this.#screenReader ? "on" : null);
      for (const screen of this.#screens.values()) screen.screenReader = this.#screenReader;
      screenReader.setAttribute("aria-pressed", String(this.#screenReader));
    });
    screenReader.setAttribute("aria-pressed", String(this.#screenReader));
    new MutationObserver(() => {
      for (const screen of this.#screens.values()) screen.recolour();
    }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** Makes screens for new tabs, removes those of gone ones, shows the one in front. */
  render(view: LabView): void {
    const keys = new Set(view.tabs.map((tab) => tab.key));
    for (const [key, screen] of this.#screens)
      if (!keys.has(key)) {
        screen.dispose();
        screen.element.remove();
        this.#screens.delete(key);
      }
    this.#tabs.render(view);
    const changed = this.#activeKey !== view.activeKey;
    this.#activeKey = view.activeKey;
    // Shown before they are made: a terminal must be visible to be measured.
    for (const [key, screen] of this.#screens) screen.element.hidden = key !== this.#activeKey;
    for (const tab of view.tabs) if (!this.#screens.has(tab.key)) this.#add(tab.key);
    if (changed) this.#active?.fit();
  }

  write(key: number, bytes: Uint8Array): void {
    this.#screens.get(key)?.write(bytes);
  }

  attach(key: number, repaint: boolean): void {
    this.#screens.get(key)?.attach(repaint);
  }

  size(key: number): Size | undefined {
    return this.#screens.get(key)?.size;
  }

  focus(): void {
    this.#active?.focus();
  }

  /** Types commands into a terminal, each once the one before it has answered or two seconds have gone by. */
  async run(key: number, lines: string[]): Promise<void> {
    const screen = this.#screens.get(key);
    if (!screen) return;
    if (screen.blank) await screen.quiet(shellStartMs);
    for (const line of lines) {
      const answered = screen.quiet(lineAnswerMs);
      screen.type(`${line}\r`);
      await answered;
    }
  }

  get #active(): TerminalScreen | undefined {
    return this.#activeKey === null ? undefined : this.#screens.get(this.#activeKey);
  }

  #part(name: string): HTMLElement {
    return this.#root.querySelector(`[data-lab-${name}]`) as HTMLElement;
  }

  #control(name: string, action: () => void): HTMLElement {
    const control = this.#part(name);
    control.addEventListener("click", action);
    return control;
  }

  #add(key: number): void {
    const element = document.createElement("div");
    element.className = "lab-screen";
    element.id = screenId(key);
    element.setAttribute("role", "tabpanel");
    element.setAttribute("aria-labelledby", tabId(key));
    this.#part("screens").append(element);
    element.hidden = key !== this.#activeKey;
    const { onInput, onDrawn, onResize } = this.#options;
    const screen = new TerminalScreen(element, {
      fontSizePx: this.#fontSizePx,
      screenReader: this.#screenReader,
      onInput: (bytes) => onInput(key, this.#touchKeys.apply(bytes)),
      onDrawn: (bytes) => onDrawn(key, bytes),
      onResize: (size) => onResize(key, size),
      onLeave: () => this.#part("smaller").focus(),
      onSearch: () => this.#search.open(),
      onMatches: (index, count) => this.#search.showMatches(index, count),
    });
    this.#screens.set(key, screen);
  }

  #stepFontSize(step: 1 | -1): void {
    this.#fontSizePx = stepFontSize(step);
    for (const screen of this.#screens.values()) screen.fontSizePx = this.#fontSizePx;
  }
}
