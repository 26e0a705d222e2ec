import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import headless from "@xterm/headless";
import { pauseAboveBytes, resumeBelowBytes, type ServerMessage } from "../protocol/messages.ts";
import { decodeTerminalFrame } from "../protocol/terminal-frame.ts";
import type { Measures } from "./measures.ts";
import type { Page } from "./page.ts";
import { Terminal } from "./terminal.ts";
import type { TerminalSource } from "./terminal-source.ts";

const chunkBytes = 32 * 1024;
const size = { columns: 80, rows: 24 };

/** A program that prints what it is told to, as fast as it is read. */
class ScriptedSource implements TerminalSource {
  exitCode: number | null = null;
  readBytes = 0;
  typed: Uint8Array[] = [];
  /** Answers a write when called. */
  takeInput: (() => void) | undefined;
  #output: Buffer[] = [];
  #wake = () => {};
  #isEnded = false;

  print(text: string): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunkBytes)
      this.#output.push(bytes.subarray(at, at + chunkBytes));
    this.#wake();
  }

  end(exitCode: number): void {
    this.exitCode = exitCode;
    this.#isEnded = true;
    this.#wake();
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const next = this.#output.shift();
      if (next) {
        this.readBytes += next.length;
        return next;
      }
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async write(data: Uint8Array): Promise<void> {
    this.typed.push(data);
    await new Promise<void>((resolve) => {
      this.takeInput = resolve;
    });
  }

  async resize(): Promise<void> {}

  async close(): Promise<void> {}
}

/** A page with a terminal of its own, that acknowledges when told. */
class DrawingPage implements Page {
  readonly messages: ServerMessage[] = [];
  receivedBytes = 0;
  unacknowledgedBytes = 0;
  #screen = DrawingPage.#newScreen();
  #drawn: Promise<void> = Promise.resolve();

  static #newScreen() {
    return new headless.Terminal({
      cols: size.columns,
      rows: size.rows,
      scrollback: 1000,
      allowProposedApi: true,
    });
  }

  send(message: ServerMessage): void {
    this.messages.push(message);
    if (message.type === "opened") this.#screen = DrawingPage.#newScreen();
  }

  sendFrame(frame: Uint8Array): void {
    const data = decodeTerminalFrame(frame)?.data ?? new Uint8Array();
    this.receivedBytes += data.length;
    this.unacknowledgedBytes += data.length;
    const screen = this.#screen;
    this.#drawn = new Promise((resolve) => screen.write(data, resolve));
  }

  close(): void {}

  get repaints(): number {
    return this.messages.filter((message) => message.type === "opened" && message.repaint).length;
  }

  acknowledge(terminal: Terminal): void {
    const bytes = this.unacknowledgedBytes;
    this.unacknowledgedBytes = 0;
    if (bytes > 0) terminal.acknowledge(this, bytes);
  }

  /** The lines that are shown now. */
  async shown(): Promise<string[]> {
    await this.#drawn;
    const buffer = this.#screen.buffer.active;
    return Array.from(
      { length: size.rows },
      (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? "",
    );
  }
}

const measures: Measures = {
  placed: () => {},
  checked: () => {},
  input: () => {},
  output: () => {},
  repainted: () => {},
};

function newTerminal(
  source: TerminalSource,
  onEnded: (exitCode: number | null) => void = () => {},
): Terminal {
  return new Terminal({ number: 1, kind: "shell", source, ...size, measures, log: () => {}, onEnded });
}

const lines = (count: number, name = "line") =>
  Array.from(
    { length: count },
    (_, index) => `\x1b[3${index % 8}m${name} ${index} ${"é".repeat(30)}\x1b[m\r\n`,
  ).join("");

/** Acknowledges until nothing more comes. */
async function drain(terminal: Terminal, pages: DrawingPage[]): Promise<void> {
  for (let quiet = 0; quiet < 5; ) {
    const before = pages.map((page) => page.receivedBytes).join();
    for (const page of pages) page.acknowledge(terminal);
    await sleep(10);
    quiet = pages.map((page) => page.receivedBytes).join() === before ? quiet + 1 : 0;
  }
}

/** Waits for what comes sooner or later, however busy the computer is. */
async function until(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += 10) {
    assert.ok(waitedMs < 30_000, "it did not come true");
    await sleep(10);
  }
}

test("a page that draws nothing stops the program, and one that draws starts it again", async () => {
  const source = new ScriptedSource();
  const terminal = newTerminal(source);
  const page = new DrawingPage();
  await terminal.follow(page, { isNew: true });
  terminal.begin();
  source.print(lines(40_000));
  await until(() => page.receivedBytes > pauseAboveBytes);
  await sleep(100);
  assert.ok(page.receivedBytes <= pauseAboveBytes + chunkBytes, `${page.receivedBytes}`);
  assert.equal(source.readBytes, page.receivedBytes, "nothing is read that is not sent");
  const stoppedAt = source.readBytes;
  terminal.acknowledge(page, stoppedAt - resumeBelowBytes);
  await sleep(50);
  assert.equal(source.readBytes, stoppedAt, "not before the lower mark");
  terminal.acknowledge(page, 1);
  await until(() => source.readBytes > stoppedAt);
  terminal.dispose();
});

test("a page that lags is not waited for, and is painted anew when it has caught up", async () => {
  const source = new ScriptedSource();
  const terminal = newTerminal(source);
  const [quick, slow] = [new DrawingPage(), new DrawingPage()];
  for (const page of [quick, slow]) await terminal.follow(page, { isNew: true });
  terminal.begin();
  const text = lines(40_000);
  source.print(text);
  await drain(terminal, [quick]);
  assert.equal(quick.receivedBytes, Buffer.byteLength(text));
  assert.ok(slow.receivedBytes <= pauseAboveBytes + chunkBytes);
  assert.equal(slow.repaints, 0);
  slow.acknowledge(terminal);
  assert.equal(slow.repaints, 1);
  source.print("the end");
  await drain(terminal, [quick, slow]);
  assert.deepEqual(await slow.shown(), await quick.shown());
  assert.ok((await slow.shown()).includes("the end"));
  terminal.dispose();
});

test("a page that comes in the midst of output misses nothing and sees nothing twice", async () => {
  const source = new ScriptedSource();
  const terminal = newTerminal(source);
  const first = new DrawingPage();
  await terminal.follow(first, { isNew: true });
  terminal.begin();
  const late: DrawingPage[] = [];
  for (let part = 0; part < 10; part++) {
    source.print(lines(500, `part ${part}`));
    for (let i = 0; i < part; i++) await turn();
    const page = new DrawingPage();
    late.push(page);
    void terminal.follow(page, { isNew: false });
    for (const each of [first, ...late]) each.acknowledge(terminal);
  }
  await drain(terminal, [first, ...late]);
  const expected = await first.shown();
  assert.ok(
    expected.some((line) => line.startsWith("part 9 499")),
    expected.join("\n"),
  );
  for (const page of late) assert.deepEqual(await page.shown(), expected);
  terminal.dispose();
});

test("a program that nobody looks at runs on", async () => {
  const source = new ScriptedSource();
  const terminal = newTerminal(source);
  terminal.begin();
  const text = lines(10_000);
  source.print(text);
  for (let tries = 0; source.readBytes < Buffer.byteLength(text); tries++) {
    assert.ok(tries < 500, `${source.readBytes}`);
    await sleep(10);
  }
  const page = new DrawingPage();
  await terminal.follow(page, { isNew: false });
  assert.ok((await page.shown()).some((line) => line.startsWith("line 9999")));
  terminal.dispose();
});

test("the last output comes before the end", async () => {
  const source = new ScriptedSource();
  const page = new DrawingPage();
  let seen = "";
  const ended = new Promise<number | null>((resolve) => {
    const terminal = newTerminal(source, (exitCode) => {
      seen = `${page.receivedBytes}`;
      resolve(exitCode);
    });
    void terminal.follow(page, { isNew: true });
    terminal.begin();
  });
  source.print("bye");
  source.end(3);
  assert.equal(await ended, 3);
  assert.equal(seen, "3");
});

test("keys are typed in order, one write at a time, and beyond 1 MiB refused", async () => {
  const source = new ScriptedSource();
  const terminal = newTerminal(source);
  assert.equal(terminal.write(Buffer.from("a")), true);
  assert.equal(terminal.write(Buffer.from("b")), true);
  assert.equal(terminal.write(Buffer.from("c")), true);
  assert.equal(source.typed.length, 1);
  assert.equal(terminal.write(Buffer.alloc(1024 * 1024)), false);
  source.takeInput?.();
  await turn();
  assert.deepEqual(
    source.typed.map((data) => Buffer.from(data).toString()),
    ["a", "bc"],
  );
  source.takeInput?.();
  await turn();
  assert.equal(terminal.write(Buffer.alloc(1024 * 1024)), true);
  terminal.dispose();
});
