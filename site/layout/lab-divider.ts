const storageKey = "cloison-lab-share";
const narrowest = 25;
const widest = 70;
const usual = 48;

/** The line between text and terminal: dragged, or moved by the arrow keys. Remembers its place. */
class LabDivider extends HTMLElement {
  #share = usual;

  connectedCallback(): void {
    this.#move(Number(readStored() ?? usual));
    this.addEventListener("pointerdown", (event) => {
      this.setPointerCapture(event.pointerId);
      this.toggleAttribute("data-dragged", true);
      event.preventDefault();
    });
    this.addEventListener("pointermove", (event) => {
      if (this.hasPointerCapture(event.pointerId)) this.#move(100 - (event.clientX / innerWidth) * 100);
    });
    this.addEventListener("lostpointercapture", () => {
      this.toggleAttribute("data-dragged", false);
      this.#store();
    });
    this.addEventListener("dblclick", () => this.#moveTo(usual));
    this.addEventListener("keydown", (event) => {
      const target = {
        ArrowLeft: this.#share + 2,
        ArrowRight: this.#share - 2,
        Home: widest,
        End: narrowest,
      }[event.key];
      if (target === undefined) return;
      event.preventDefault();
      this.#moveTo(target);
    });
  }

  #moveTo(share: number): void {
    this.#move(share);
    this.#store();
  }

  /** @param share of the window's width that the terminal takes, in percent */
  #move(share: number): void {
    this.#share = Math.min(widest, Math.max(narrowest, Number.isFinite(share) ? share : usual));
    this.setAttribute("aria-valuenow", String(Math.round(this.#share)));
    this.closest<HTMLElement>(".lesson")?.style.setProperty("--lab-share", String(this.#share));
  }

  #store(): void {
    try {
      localStorage.setItem(storageKey, String(this.#share));
    } catch {
      // Storage may be forbidden; then the place is kept for this page only.
    }
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

customElements.define("lab-divider", LabDivider);
