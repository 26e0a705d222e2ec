import { recall, remember } from "./storage.ts";

/** The width from which the panel stands beside the text; below, it is a sheet at the bottom. As in lab-panel.css. */
const beside = "(min-width: 72rem)";

/** Opens, hides and maximises the panel. */
export class PanelFrame {
  readonly #root: HTMLElement;
  readonly #wide = matchMedia(beside);
  /** What was made inert while the panel fills the window. */
  #behind: HTMLElement[] = [];

  constructor(root: HTMLElement) {
    this.#root = root;
    for (const toggle of this.#all("toggle"))
      toggle.addEventListener("click", () => {
        const open = !this.#open;
        if (this.#wide.matches) remember("hidden", open ? null : "yes");
        this.#setOpen(open);
        // The button that was pressed may be gone now; its counterpart is not.
        this.#all("toggle")
          .find((each) => each.offsetParent !== null)
          ?.focus();
      });
    for (const button of this.#all("maximise"))
      button.addEventListener("click", () => this.#maximise(this.#behind.length === 0));
    const usual = () => this.#setOpen(this.#wide.matches && recall("hidden") !== "yes");
    this.#wide.addEventListener("change", usual);
    usual();
  }

  /** Makes sure that the panel can be seen. */
  show(): void {
    if (!this.#open) this.#setOpen(true);
  }

  get #open(): boolean {
    return this.#root.dataset.open === "true";
  }

  #setOpen(open: boolean): void {
    if (!open) this.#maximise(false);
    this.#root.dataset.open = String(open);
    // The page's layout gives the text the panel's room.
    document.documentElement.dataset.labPanel = open ? "open" : "hidden";
    for (const toggle of this.#all("toggle")) toggle.setAttribute("aria-expanded", String(open));
  }

  #maximise(on: boolean): void {
    for (const element of this.#behind) element.inert = false;
    this.#behind = on ? siblingsUpToBody(this.#root) : [];
    // What the panel covers must not take the focus.
    for (const element of this.#behind) element.inert = true;
    this.#root.classList.toggle("lab-maximised", on);
    for (const button of this.#all("maximise")) button.setAttribute("aria-pressed", String(on));
  }

  #all(name: string): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>(`[data-lab-${name}]`)];
  }
}

function siblingsUpToBody(element: HTMLElement): HTMLElement[] {
  const parent = element.parentElement;
  if (!parent || element === document.body) return [];
  const siblings = [...parent.children].filter(
    (child): child is HTMLElement => child instanceof HTMLElement && child !== element && !child.inert,
  );
  return [...siblings, ...siblingsUpToBody(parent)];
}
