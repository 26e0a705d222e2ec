import { encodeTerminalFrame } from "../protocol/terminal-frame.ts";
import { AcknowledgementWindow } from "./acknowledgement-window.ts";
import { describeError, type Log } from "./log.ts";
import { Lull } from "./lull.ts";
import type { Measures } from "./measures.ts";
import type { Page } from "./page.ts";
import { boundedSize, Screen } from "./screen.ts";
import { TerminalInput } from "./terminal-input.ts";
import type { TerminalSource } from "./terminal-source.ts";

/** Output that the server's own screen may lag behind before reading waits for it. */
const maxScreenPendingBytes = 256 * 1024;

/** How one page follows the terminal. */
interface Viewer {
  window: AcknowledgementWindow;
  /** Output passed it by while its window was closed: it gets a repaint when it has caught up. */
  behind: boolean;
}

export interface TerminalOptions {
  number: number;
  kind: "shell" | "console";
  source: TerminalSource;
  columns: number;
  rows: number;
  /** Resolves when what was there before this server has been read; at once for a new terminal. */
  isHistory?: (() => boolean) | undefined;
  measures: Measures;
  log: Log;
  /** Called once, when the first output has been sent. */
  onFirstOutput?: (() => void) | undefined;
  /** See {@link Lull}. */
  onLull?: (() => void) | undefined;
  /** Called once, after the last output has been sent. */
  onEnded: (exitCode: number | null) => void;
}

/**
 * One terminal: its source's output goes to every page that follows it and to the server's own screen.
 * Reading stops while no page has room, which in the end stops the program; a page that lags behind
 * another is not waited for, but repainted when it is ready again.
 */
export class Terminal {
  readonly number: number;
  readonly kind: "shell" | "console";
  readonly #options: TerminalOptions;
  readonly #source: TerminalSource;
  readonly #screen: Screen;
  readonly #viewers = new Map<Page, Viewer>();
  readonly #input: TerminalInput;
  readonly #lull: Lull;
  #wake: (() => void) | undefined;
  #hasOutput = false;
  #isEnded = false;
  #replayed: Promise<void>;
  #onReplayed = () => {};

  constructor(options: TerminalOptions) {
    this.number = options.number;
    this.kind = options.kind;
    this.#options = options;
    this.#source = options.source;
    this.#input = new TerminalInput((data) => this.#handOn(data));
    this.#lull = new Lull(() => options.onLull?.());
    this.#screen = new Screen({
      columns: options.columns,
      rows: options.rows,
      onDrained: () => {
        this.#noteReplayed();
        this.#wake?.();
      },
    });
    this.#replayed = new Promise((resolve) => {
      this.#onReplayed = resolve;
    });
    this.#noteReplayed();
  }

  /** Begins to read. The first pages should follow already, so that they need no repaint. */
  begin(): void {
    void this.#pump();
  }

  /** Lets a page follow: a new terminal from its beginning, any other from a repaint. */
  async follow(page: Page, { isNew }: { isNew: boolean }): Promise<void> {
    if (this.#viewers.has(page)) return;
    // Output of an earlier server may hold questions to the terminal; a page must not answer them again.
    const viewer: Viewer = { window: new AcknowledgementWindow(), behind: !isNew };
    this.#viewers.set(page, viewer);
    if (isNew) {
      page.send({ type: "opened", terminal: this.number, kind: this.kind, repaint: false });
      return;
    }
    await this.#replayed;
    if (this.#viewers.get(page) === viewer && !this.#isEnded) this.#repaint(page, viewer);
  }

  unfollow(page: Page): void {
    this.#viewers.delete(page);
    this.#wake?.();
  }

  /** Takes note that a page has drawn so many bytes. */
  acknowledge(page: Page, bytes: number): void {
    const viewer = this.#viewers.get(page);
    if (!viewer) return;
    viewer.window.acknowledged(bytes);
    if (!viewer.window.open) return;
    if (viewer.behind) this.#repaint(page, viewer);
    this.#wake?.();
  }

  /** Types. False when too much waits already; nothing is typed then. */
  write(data: Uint8Array): boolean {
    if (this.#isEnded) return true;
    if (!this.#input.type(data)) return false;
    this.#options.measures.input(data.length);
    return true;
  }

  /** Sizes beyond what the server keeps a screen of are cut to it. */
  resize(askedColumns: number, askedRows: number): void {
    const { columns, rows } = boundedSize(askedColumns, askedRows);
    if (columns === this.#screen.columns && rows === this.#screen.rows) return;
    this.#screen.resize(columns, rows);
    this.#source.resize(columns, rows).catch((error) => this.#report("resize-failed", error));
  }

  /** Hangs up; `onEnded` follows when the source has ended. */
  close(): void {
    this.#source.close().catch((error) => this.#report("close-failed", error));
  }

  /** Lets go without hanging up. `onEnded` is not called. */
  dispose(): void {
    this.#isEnded = true;
    this.#release();
  }

  async #pump(): Promise<void> {
    try {
      for (;;) {
        await this.#room();
        if (this.#isEnded) return;
        const data = await this.#source.read();
        if (this.#isEnded) return;
        if (data === undefined) break;
        this.#deliver(data);
      }
    } catch (error) {
      this.#report("terminal-failed", error);
    }
    this.#isEnded = true;
    this.#options.onEnded(this.#source.exitCode);
    this.close();
    this.#release();
  }

  async #room(): Promise<void> {
    while (!this.#isEnded && !this.#hasRoom())
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#wake = undefined;
  }

  #hasRoom(): boolean {
    if (this.#screen.pendingBytes > maxScreenPendingBytes) return false;
    if (this.#viewers.size === 0) return true;
    for (const { window } of this.#viewers.values()) if (window.open) return true;
    return false;
  }

  #deliver(data: Uint8Array): void {
    let frame: Uint8Array | undefined;
    for (const [page, viewer] of this.#viewers) {
      if (viewer.behind) continue;
      if (!viewer.window.open) {
        viewer.behind = true;
        continue;
      }
      frame ??= encodeTerminalFrame({ terminal: this.number, data });
      page.sendFrame(frame);
      viewer.window.sent(data.length);
    }
    if (!this.#hasOutput) this.#options.onFirstOutput?.();
    this.#hasOutput = true;
    this.#options.measures.output(data.length);
    this.#screen.feed(data);
    this.#lull.note(data);
  }

  #repaint(page: Page, viewer: Viewer): void {
    viewer.behind = false;
    const snapshot = this.#screen.snapshot();
    page.send({ type: "opened", terminal: this.number, kind: this.kind, repaint: true });
    page.sendFrame(encodeTerminalFrame({ terminal: this.number, data: snapshot }));
    viewer.window.sent(snapshot.length);
    this.#options.measures.repainted();
  }

  #noteReplayed(): void {
    if (this.#options.isHistory?.() !== true && this.#screen.pendingBytes === 0) this.#onReplayed();
  }

  async #handOn(data: Uint8Array): Promise<void> {
    try {
      await this.#source.write(data);
    } catch (error) {
      if (!this.#isEnded) this.#report("write-failed", error);
    }
  }

  #release(): void {
    this.#lull.stop();
    this.#input.clear();
    this.#viewers.clear();
    this.#onReplayed();
    this.#wake?.();
    this.#screen.dispose();
  }

  #report(event: string, error: unknown): void {
    this.#options.log(event, { terminal: this.number, error: describeError(error) });
  }
}
