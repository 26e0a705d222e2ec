import { SerializeAddon } from "@xterm/addon-serialize";
import headless from "@xterm/headless";
import { maxRepaintBytes } from "../protocol/messages.ts";
import { BoundedCombining } from "./bounded-combining.ts";
import { SequenceFollower } from "./sequence-follower.ts";

/** Bytes that the emulator gets at a time: parsing them holds up the event loop for well under a millisecond. */
const sliceBytes = 16 * 1024;

/** The one thing that is not in xterm.js's public interface. */
interface XtermInternals {
  _core: { unicodeService: { _activeProvider: ConstructorParameters<typeof BoundedCombining>[0] } };
}

/** Cells that one terminal may keep, with its scrollback: 12 bytes each. */
const maxCells = 250_000;

const maxScrollbackLines = 1000;

const maxColumns = 500;
const maxRows = 200;

/** Modes that the serializer leaves out: cursor, mouse encodings, alternate scroll. */
const furtherModes = new Map([
  [25, true],
  [1005, false],
  [1006, false],
  [1007, false],
  [1015, false],
  [1016, false],
]);

/**
 * What a terminal shows, kept on the server so that a page that comes later can be painted. Output is
 * queued and parsed in small slices between other work; it never delays what is sent to the pages.
 */
export class Screen {
  readonly #terminal: InstanceType<typeof headless.Terminal>;
  readonly #serializer = new SerializeAddon();
  readonly #follower = new SequenceFollower();
  readonly #modes = new Map(furtherModes);
  readonly #onDrained: () => void;
  #title = "";
  /** The sequence that is not complete at the end of what was parsed. */
  #unfinished: Uint8Array = new Uint8Array();
  #queue: Uint8Array[] = [];
  #pendingBytes = 0;
  #parsing = false;
  #disposed = false;

  /** `onDrained` is called when everything that was fed has been parsed. */
  constructor(options: { columns: number; rows: number; onDrained: () => void }) {
    this.#onDrained = options.onDrained;
    this.#terminal = new headless.Terminal({
      cols: options.columns,
      rows: options.rows,
      scrollback: scrollbackFor(options.columns, options.rows),
      allowProposedApi: true,
      logLevel: "off",
    });
    this.#terminal.loadAddon(this.#serializer as never);
    this.#boundMemory();
    this.#terminal.onTitleChange((title) => {
      this.#title = title.slice(0, 256);
    });
    this.#watchModes();
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Bytes fed and not parsed yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  feed(data: Uint8Array): void {
    if (this.#disposed) return;
    for (let start = 0; start < data.length; start += sliceBytes)
      this.#queue.push(data.subarray(start, start + sliceBytes));
    this.#pendingBytes += data.length;
    this.#parseNext();
  }

  resize(columns: number, rows: number): void {
    this.#terminal.options.scrollback = scrollbackFor(columns, rows);
    this.#terminal.resize(columns, rows);
  }

  /**
   * Bytes that bring an empty terminal of the same size to where this one is, with all that was fed: the
   * parsed screen, then what is not parsed yet. What is fed afterwards continues them without gap or overlap.
   */
  snapshot(): Uint8Array {
    const pending = [this.#unfinished, ...this.#queue];
    const room = maxRepaintBytes - pending.reduce((sum, bytes) => sum + bytes.length, 0);
    return Buffer.concat([this.#serialise(room), ...pending]);
  }

  dispose(): void {
    this.#disposed = true;
    this.#queue = [];
    this.#pendingBytes = 0;
    this.#terminal.dispose();
  }

  #parseNext(): void {
    const slice = this.#queue[0];
    if (this.#parsing || slice === undefined) return;
    this.#parsing = true;
    this.#terminal.write(this.#follower.follow(slice), () => {
      this.#parsing = false;
      if (this.#disposed) return;
      this.#unfinished = this.#follower.unfinished;
      this.#queue.shift();
      this.#pendingBytes -= slice.length;
      if (this.#queue.length > 0) this.#parseNext();
      else this.#onDrained();
    });
  }

  /** The screen with as much scrollback as fits; colours are given up last of all. */
  #serialise(room: number): Buffer {
    const ending = this.#serialiseState();
    for (const scrollback of [maxScrollbackLines, 200, 0]) {
      const painted = Buffer.from(this.#serializer.serialize({ scrollback }) + ending);
      if (painted.length <= room) return painted;
    }
    const lines: string[] = [];
    const buffer = this.#terminal.buffer.active;
    for (let row = 0; row < this.#terminal.rows; row++)
      lines.push(buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? "");
    return Buffer.from(lines.join("\r\n")).subarray(0, Math.max(0, room));
  }

  #serialiseState(): string {
    let state = "";
    for (const [mode, initially] of furtherModes) {
      const set = this.#modes.get(mode);
      if (set !== initially) state += `\x1b[?${mode}${set ? "h" : "l"}`;
    }
    // The serializer moves the cursor by steps, one of which is lost at the right margin.
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    if (cursorX < this.#terminal.cols && !this.#terminal.modes.originMode)
      state += `\x1b[${cursorY + 1};${cursorX + 1}H`;
    // Control characters have no place in a title and could end the sequence early.
    if (this.#title) state += `\x1b]2;${this.#title.replaceAll(/\p{Cc}/gu, "")}\x07`;
    return state;
  }

  #boundMemory(): void {
    // The public interface lets a provider be replaced, not asked; the widths must stay those of the pages.
    const { _activeProvider: widths } = (this.#terminal as unknown as XtermInternals)._core.unicodeService;
    const bounded = new BoundedCombining(widths);
    this.#terminal.unicode.register(bounded);
    this.#terminal.unicode.activeVersion = bounded.version;
    // Each link would be kept as long as its line is; a repaint has no links anyway.
    this.#terminal.parser.registerOscHandler(8, () => true);
  }

  #watchModes(): void {
    const watch = (final: "h" | "l") =>
      this.#terminal.parser.registerCsiHandler({ prefix: "?", final }, (parameters) => {
        for (const mode of parameters)
          if (typeof mode === "number" && this.#modes.has(mode)) this.#modes.set(mode, final === "h");
        return false;
      });
    const forget = () => {
      for (const [mode, initially] of furtherModes) this.#modes.set(mode, initially);
      return false;
    };
    watch("h");
    watch("l");
    this.#terminal.parser.registerEscHandler({ final: "c" }, forget);
    this.#terminal.parser.registerCsiHandler({ intermediates: "!", final: "p" }, forget);
  }
}

/** The size nearest to what is asked for of which a screen is kept: painting a larger one takes too long. */
export function boundedSize(columns: number, rows: number): { columns: number; rows: number } {
  return { columns: Math.max(2, Math.min(maxColumns, columns)), rows: Math.max(1, Math.min(maxRows, rows)) };
}

function scrollbackFor(columns: number, rows: number): number {
  return Math.max(0, Math.min(maxScrollbackLines, Math.floor(maxCells / columns) - rows));
}
