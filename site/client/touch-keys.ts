const keys: Record<string, string> = {
  escape: "\u001b",
  tab: "\t",
  up: "\u001b[A",
  down: "\u001b[B",
  right: "\u001b[C",
  left: "\u001b[D",
};

/** The byte that Ctrl makes of a letter, as terminals do: the low five bits. Other text stays as it is. */
export const withControl = (text: string): string =>
  /^[@-_a-z]$/.test(text) ? String.fromCharCode(text.charCodeAt(0) & 0x1f) : text;

/** The keys that a touch keyboard lacks. Ctrl holds for the next letter typed. */
export class TouchKeys {
  readonly #control: HTMLElement | null;
  #controlHeld = false;

  constructor(toolbar: HTMLElement, type: (text: string) => void) {
    this.#control = toolbar.querySelector("[data-lab-key=control]");
    // The terminal keeps the focus, or the touch keyboard would go away.
    toolbar.addEventListener("pointerdown", (event) => event.preventDefault());
    toolbar.addEventListener("click", ({ target }) => {
      const name = target instanceof Element && target.closest<HTMLElement>("[data-lab-key]")?.dataset.labKey;
      if (name === "control") this.#hold(!this.#controlHeld);
      else if (name && keys[name] !== undefined) type(keys[name]);
    });
  }

  /** What typed text becomes while Ctrl is held. */
  apply(text: Uint8Array): Uint8Array {
    if (!this.#controlHeld || text.length !== 1) return text;
    this.#hold(false);
    return new TextEncoder().encode(withControl(new TextDecoder().decode(text)));
  }

  #hold(on: boolean): void {
    this.#controlHeld = on;
    this.#control?.setAttribute("aria-pressed", String(on));
  }
}
