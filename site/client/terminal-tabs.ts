import { fill } from "./fill.ts";
import type { Strings } from "./strings.ts";
import type { LabView, Tab } from "./view.ts";

interface Options {
  strings: Strings;
  onSelect: (key: number) => void;
  onClose: (key: number) => void;
}

export const tabId = (key: number): string => `lab-tab-${key}`;
export const screenId = (key: number): string => `lab-screen-${key}`;

/** The name of a tab, also used to speak about closing it. */
export function tabName(tab: Tab, strings: Strings): string {
  const name = tab.kind === "console" ? strings.consoleTab : fill(strings.shellTab, { number: tab.ordinal });
  return tab.phase === "ended" ? fill(strings.endedTab, { name }) : name;
}

/**
 * The row of tabs, by the ARIA tabs pattern: arrow keys, Home and End move and select, Delete closes. The
 * cross in a tab is for the mouse only, because a tab may hold nothing that can be focused.
 */
export class TerminalTabs {
  readonly #list: HTMLElement;
  readonly #options: Options;

  constructor(list: HTMLElement, options: Options) {
    this.#list = list;
    this.#options = options;
    list.addEventListener("click", (event) => {
      if (!(event.target instanceof Element)) return;
      const key = this.#keyOf(event.target);
      if (key === null) return;
      if (event.target.closest("[data-lab-tab-close]")) options.onClose(key);
      else options.onSelect(key);
    });
    list.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  render(view: LabView): void {
    const { strings } = this.#options;
    const wanted = new Set(view.tabs.map((tab) => tabId(tab.key)));
    for (const button of this.#buttons()) if (!wanted.has(button.id)) button.remove();
    for (const tab of view.tabs) {
      const button = this.#buttons().find((each) => each.id === tabId(tab.key)) ?? this.#add(tab);
      const active = tab.key === view.activeKey;
      // A tab that comes to the front may be scrolled away.
      if (active && button.ariaSelected !== "true")
        button.scrollIntoView({ block: "nearest", inline: "nearest" });
      button.ariaSelected = String(active);
      button.tabIndex = active ? 0 : -1;
      button.dataset.phase = tab.phase;
      const name = button.firstElementChild;
      if (name) name.textContent = tabName(tab, strings);
      button.lastElementChild?.setAttribute(
        "title",
        fill(strings.closeTerminal, { name: tabName(tab, strings) }),
      );
    }
  }

  #buttons(): HTMLElement[] {
    return [...this.#list.children].filter((child) => child instanceof HTMLElement);
  }

  #keyOf(target: Element): number | null {
    const button = target.closest<HTMLElement>("[role=tab]");
    return button?.dataset.key === undefined ? null : Number(button.dataset.key);
  }

  #add(tab: Tab): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.id = tabId(tab.key);
    button.dataset.key = String(tab.key);
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", screenId(tab.key));
    button.setAttribute("aria-keyshortcuts", "Delete");
    const name = document.createElement("span");
    const cross = document.createElement("span");
    cross.className = "lab-tab-close";
    cross.dataset.labTabClose = "";
    cross.setAttribute("aria-hidden", "true");
    cross.textContent = "×";
    button.append(name, cross);
    this.#list.append(button);
    return button;
  }

  #handleKey(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const place = buttons.indexOf(event.target as HTMLElement);
    if (place < 0) return;
    const target = {
      ArrowRight: (place + 1) % buttons.length,
      ArrowLeft: (place - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
      Delete: place,
    }[event.key];
    const button = target === undefined ? undefined : buttons[target];
    const key = button ? this.#keyOf(button) : null;
    if (key === null) return;
    event.preventDefault();
    if (event.key === "Delete") {
      this.#options.onClose(key);
      this.#list.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
      return;
    }
    this.#options.onSelect(key);
    button?.focus();
  }
}
