import "@xterm/xterm/css/xterm.css";
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { Terminal } from "@xterm/xterm";
import { Acknowledgements } from "./acknowledgements.ts";
import { pageTheme, terminalTheme } from "./terminal-theme.ts";

interface Options {
  fontSizePx: number;
  screenReader: boolean;
  onInput: (bytes: Uint8Array) => void;
  onDrawn: (bytes: number) => void;
  onResize: (size: Size) => void;
  /** The key that leaves the terminal was pressed. */
  onLeave: () => void;
  onSearch: () => void;
  onMatches: (index: number, count: number) => void;
}

export interface Size {
  columns: number;
  rows: number;
}

const resizeDelayMs = 100;
const quietMs = 250;

/** One terminal on the page: xterm.js with what the browser's keys mean, its size and its flow control. */
export class TerminalScreen {
  readonly element: HTMLElement;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #acknowledgements: Acknowledgements;
  readonly #resizes: ResizeObserver;
  #resizeTimer: ReturnType<typeof setTimeout> | undefined;
  #writing = 0;
  #attachment = 0;
  #lastOutputMs: number | null = null;

  /** Puts a terminal into `element`, which has to be in the page already so that it can be measured. */
  constructor(element: HTMLElement, options: Options) {
    this.element = element;
    this.#acknowledgements = new Acknowledgements(options.onDrawn);
    this.#terminal = new Terminal({
      // Search marks its matches with decorations, which xterm.js counts as proposed.
      allowProposedApi: true,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      fontFamily: getComputedStyle(element).fontFamily,
      fontSize: options.fontSizePx,
      lineHeight: 1.2,
      minimumContrastRatio: 4.5,
      screenReaderMode: options.screenReader,
      scrollback: 5000,
      theme: terminalTheme(pageTheme()),
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.open(element);
    this.#terminal.attachCustomKeyEventHandler((event) => this.#handleKey(event, options));
    const encoder = new TextEncoder();
    this.#terminal.onData((text) => options.onInput(encoder.encode(text)));
    // Old mouse reports are bytes, not text.
    this.#terminal.onBinary((text) =>
      options.onInput(Uint8Array.from(text, (letter) => letter.charCodeAt(0))),
    );
    this.#terminal.onResize(({ cols, rows }) => options.onResize({ columns: cols, rows }));
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
      options.onMatches(resultIndex + 1, resultCount),
    );
    this.#resizes = new ResizeObserver(() => {
      clearTimeout(this.#resizeTimer);
      this.#resizeTimer = setTimeout(() => this.fit(), resizeDelayMs);
    });
    this.#resizes.observe(element);
    this.fit();
  }

  get size(): Size {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** Draws output, and has it acknowledged once it is drawn. */
  write(bytes: Uint8Array): void {
    this.#lastOutputMs = Date.now();
    this.#writing += 1;
    const attachment = this.#attachment;
    this.#terminal.write(bytes, () => {
      this.#writing -= 1;
      // What an earlier connection sent is not this one's to acknowledge.
      if (attachment !== this.#attachment) return;
      this.#acknowledgements.drawn(bytes.length, this.#writing === 0);
    });
  }

  /** A new connection shows this terminal: the server counts anew, and the screen comes again if it says so. */
  attach(repaint: boolean): void {
    this.#attachment += 1;
    this.#acknowledgements.reset();
    if (repaint) this.#terminal.reset();
  }

  /** Types text as if the student had, Enter included in it as a carriage return. */
  type(text: string): void {
    this.#terminal.input(text, true);
  }

  /** Settles once output has come and then paused, at the latest after `longestMs`. */
  async quiet(longestMs: number): Promise<void> {
    const startMs = Date.now();
    const sinceMs = this.#lastOutputMs;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const nowMs = Date.now();
      const answered = this.#lastOutputMs !== null && this.#lastOutputMs !== sinceMs;
      if (answered && nowMs - (this.#lastOutputMs ?? 0) >= quietMs) return;
      if (nowMs - startMs >= longestMs) return;
    }
  }

  /** Nothing has been drawn yet: the shell behind it is still coming up. */
  get blank(): boolean {
    return this.#lastOutputMs === null;
  }

  /** Takes the size of its place, if the place is visible. */
  fit(): void {
    if (this.element.clientWidth > 0 && this.element.clientHeight > 0) this.#fit.fit();
  }

  focus(): void {
    this.#terminal.focus();
  }

  set fontSizePx(size: number) {
    this.#terminal.options.fontSize = size;
    this.fit();
  }

  set screenReader(on: boolean) {
    this.#terminal.options.screenReaderMode = on;
  }

  /** Takes the colours of the page's theme. */
  recolour(): void {
    this.#terminal.options.theme = terminalTheme(pageTheme());
  }

  /** Selects the next (1) or previous (-1) match; an empty text ends the search. */
  search(text: string, direction: 1 | -1): void {
    if (text === "") {
      this.#search.clearDecorations();
      return;
    }
    const mark = pageTheme() === "dark" ? "#6b5413" : "#ffe28a";
    const options = {
      decorations: { matchBackground: mark, matchOverviewRuler: mark, activeMatchColorOverviewRuler: mark },
    };
    if (direction === 1) this.#search.findNext(text, options);
    else this.#search.findPrevious(text, options);
  }

  dispose(): void {
    clearTimeout(this.#resizeTimer);
    this.#resizes.disconnect();
    this.#terminal.dispose();
  }

  /** False for keys that are the browser's or ours and must not reach the machine. */
  #handleKey(event: KeyboardEvent, options: Options): boolean {
    if (!event.ctrlKey || event.altKey || event.metaKey) return true;
    const key = event.key.toLowerCase();
    // Ctrl+M is Enter to a terminal, so nothing is lost to the machine; no browser or desktop keeps it for itself.
    if (!event.shiftKey && key === "m") return this.#take(event, options.onLeave);
    if (event.shiftKey && key === "f") return this.#take(event, options.onSearch);
    if (event.shiftKey && key === "c") return this.#take(event, () => this.#copy());
    // The browser answers this key with a paste event, which xterm.js turns into a bracketed paste.
    return !(event.shiftKey && key === "v");
  }

  #take(event: KeyboardEvent, action: () => void): false {
    event.preventDefault();
    if (event.type === "keydown") action();
    return false;
  }

  #copy(): void {
    if (!this.#terminal.hasSelection()) return;
    // The clipboard interface exists on secure origins only; the old command works on any.
    if (navigator.clipboard) void navigator.clipboard.writeText(this.#terminal.getSelection());
    else document.execCommand("copy");
  }
}
