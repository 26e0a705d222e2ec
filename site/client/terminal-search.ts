import { fill } from "./fill.ts";
import type { Strings } from "./strings.ts";

interface Options {
  strings: Strings;
  /** Looks for the text in the terminal in front: forwards (1) or backwards (-1); empty text ends the search. */
  onSearch: (text: string, direction: 1 | -1) => void;
  onClose: () => void;
}

/** The bar that searches the terminal in front. */
export class TerminalSearch {
  readonly #bar: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #options: Options;

  constructor(bar: HTMLElement, options: Options) {
    this.#bar = bar;
    this.#options = options;
    this.#input = bar.querySelector("input") as HTMLInputElement;
    this.#count = bar.querySelector("output") as HTMLElement;
    this.#input.addEventListener("input", () => this.#search(1));
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.#input) this.#search(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    });
    const on = (name: string, action: () => void) =>
      bar.querySelector(`[data-lab-search-${name}]`)?.addEventListener("click", action);
    on("previous", () => this.#search(-1));
    on("next", () => this.#search(1));
    on("close", () => this.close());
  }

  open(): void {
    this.#bar.hidden = false;
    this.#input.focus();
    this.#input.select();
  }

  close(): void {
    this.#bar.hidden = true;
    this.#options.onSearch("", 1);
    this.#options.onClose();
  }

  /** Shows which match is selected, from 1; 0 when there are more than the terminal counts. */
  showMatches(index: number, count: number): void {
    const { searchNone, searchResults } = this.#options.strings;
    if (this.#input.value === "") this.#count.textContent = "";
    else if (count === 0) this.#count.textContent = searchNone;
    else this.#count.textContent = fill(searchResults, { index, count });
  }

  #search(direction: 1 | -1): void {
    if (this.#input.value === "") this.showMatches(0, 0);
    this.#options.onSearch(this.#input.value, direction);
  }
}
