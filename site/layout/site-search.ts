/** A section of a page in which the words were found. */
interface Place {
  title: string;
  url: string;
  /** Escaped by the index, but for `<mark>` around the words. */
  excerpt: string;
}

/** What of Pagefind's script is used; see its documentation, “Using the Pagefind search API”. */
interface Pagefind {
  options: (options: { excerptLength: number }) => Promise<void>;
  /** Null when another search was started meanwhile. */
  debouncedSearch: (words: string) => Promise<{
    results: { data: () => Promise<{ meta: { title: string }; sub_results: Place[] }> }[];
  } | null>;
}

const mostPages = 8;
const mostPlacesOfAPage = 4;

/** Built beside the pages when the site is; a variable, so that the bundler does not look for it. */
const engineAddress = "/pagefind/pagefind.js";

class SiteSearch extends HTMLElement {
  #engine: Promise<Pagefind> | undefined;

  connectedCallback(): void {
    const dialog = this.querySelector("dialog");
    const input = this.querySelector("input");
    if (!dialog || !input) return;
    const open = () => {
      dialog.showModal();
      input.select();
      // Fetched while the reader types.
      this.#load().catch(() => this.#say(this.dataset.broken));
    };
    this.querySelector("button")?.addEventListener("click", open);
    dialog.addEventListener("click", (event) => {
      // A click beside the dialog's contents has the dialog itself as its target; one on a place leaves for it.
      const target = event.target as Element;
      if (target === dialog || target.closest("a")) dialog.close();
    });
    window.addEventListener("keydown", (event) => {
      if (event.key !== "k" || !(event.ctrlKey || event.metaKey)) return;
      // In a terminal Ctrl+K cuts the rest of the line.
      if ((event.target as Element).closest?.("[data-lab]")) return;
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open();
    });
    input.addEventListener("input", () => void this.#search(input.value.trim()));
    input.addEventListener("keydown", (event) => {
      // Enter would press the form's button, which closes.
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.querySelector<HTMLAnchorElement>("ol a")?.click();
    });
  }

  async #load(): Promise<Pagefind> {
    this.#engine ??= (import(/* @vite-ignore */ engineAddress) as Promise<Pagefind>).then(async (engine) => {
      await engine.options({ excerptLength: 24 });
      return engine;
    });
    return this.#engine;
  }

  async #search(words: string): Promise<void> {
    if (words === "") return this.#show([], "");
    try {
      const found = await (await this.#load()).debouncedSearch(words);
      if (!found) return;
      const pages = await Promise.all(found.results.slice(0, mostPages).map((result) => result.data()));
      const places = pages.flatMap(({ meta, sub_results }) =>
        sub_results.slice(0, mostPlacesOfAPage).map((place) => ({
          ...place,
          title: place.title === meta.title ? place.title : `${meta.title}: ${place.title}`,
        })),
      );
      const { none = "", one = "", many = "" } = this.dataset;
      const count = places.length;
      this.#show(places, count === 0 ? none : count === 1 ? one : many.replace("{count}", String(count)));
    } catch {
      this.#say(this.dataset.broken);
    }
  }

  #show(places: Place[], message: string): void {
    const items = places.map(({ title, url, excerpt }) => {
      const link = document.createElement("a");
      link.href = url;
      const heading = document.createElement("strong");
      heading.textContent = title;
      const text = document.createElement("span");
      text.innerHTML = excerpt;
      link.append(heading, text);
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    this.querySelector("ol")?.replaceChildren(...items);
    this.#say(message);
  }

  #say(message = ""): void {
    const status = this.querySelector('[role="status"]');
    if (status) status.textContent = message;
  }
}

customElements.define("site-search", SiteSearch);
