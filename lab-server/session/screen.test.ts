import assert from "node:assert/strict";
import { test } from "node:test";
import headless from "@xterm/headless";
import fc from "fast-check";
import { maxRepaintBytes } from "../protocol/messages.ts";
import { boundedSize, Screen } from "./screen.ts";

const size = { columns: 20, rows: 5 };

/** A screen, and a promise of the moment at which all that was fed is parsed. */
function newScreen(dimensions = size): { screen: Screen; drained: () => Promise<void> } {
  let wake = () => {};
  const screen = new Screen({ ...dimensions, onDrained: () => wake() });
  const drained = () =>
    screen.pendingBytes === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          wake = resolve;
        });
  return { screen, drained };
}

/** What a page shows after these bytes: its lines, the cursor and the modes. */
async function shown(pieces: Uint8Array[], dimensions = size): Promise<unknown> {
  const terminal = new headless.Terminal({
    cols: dimensions.columns,
    rows: dimensions.rows,
    scrollback: 1000,
    allowProposedApi: true,
  });
  for (const piece of pieces) await new Promise<void>((resolve) => terminal.write(piece, resolve));
  const buffer = terminal.buffer.active;
  const lines: string[] = [];
  for (let row = 0; row < buffer.length; row++)
    lines.push(buffer.getLine(row)?.translateToString(true) ?? "");
  while (lines.at(-1) === "" && lines.length > dimensions.rows) lines.pop();
  const { modes } = terminal;
  terminal.dispose();
  return { lines, cursor: [buffer.cursorX, buffer.cursorY], type: buffer.type, modes };
}

test("a snapshot and what follows it show the same as the whole, wherever the cut is", async () => {
  const piece = fc.constantFrom(
    "$ ls\r\n",
    "plain text ",
    "\x1b[31mred\x1b[m",
    "\x1b[1;32m",
    "é",
    "日本",
    "😀",
    "\x1b]2;a title\x07",
    "\x1b[2J\x1b[H",
    "\x1b[3;4H",
    "\x1b[K",
    "\x1b[?2004h",
    "\x1b[?1h",
    "\x1b(B",
    "\x1b7",
    "\t",
    "\b",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 30 }),
      fc.nat(),
      fc.boolean(),
      async (pieces, at, settled) => {
        const whole = Buffer.from(pieces.join(""));
        const cut = whole.length === 0 ? 0 : at % whole.length;
        const { screen, drained } = newScreen();
        screen.feed(whole.subarray(0, cut));
        if (settled) await drained();
        const snapshot = screen.snapshot();
        screen.dispose();
        assert.deepEqual(await shown([snapshot, whole.subarray(cut)]), await shown([whole]));
      },
    ),
    { numRuns: 300 },
  );
});

test("a snapshot taken while output is still being parsed holds all of it", async () => {
  const { screen } = newScreen();
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\r\n`).join("");
  screen.feed(Buffer.from(lines));
  assert.ok(screen.pendingBytes > 0);
  assert.deepEqual(await shown([screen.snapshot()]), await shown([Buffer.from(lines)]));
  screen.dispose();
});

test("full-screen programs come back with their modes, mouse and hidden cursor", async () => {
  const { screen, drained } = newScreen();
  screen.feed(Buffer.from("shell\r\n\x1b[?1049h\x1b[?25l\x1b[?1002h\x1b[?1006h\x1b[2;3Hinside"));
  await drained();
  const text = Buffer.from(screen.snapshot()).toString();
  for (const sequence of ["\x1b[?1049h", "\x1b[?25l", "\x1b[?1002h", "\x1b[?1006h", "inside", "shell"])
    assert.ok(text.includes(sequence), JSON.stringify(sequence));
  screen.feed(Buffer.from("\x1bc"));
  await drained();
  assert.doesNotMatch(Buffer.from(screen.snapshot()).toString(), /\?25l|\?1006h/);
  screen.dispose();
});

test("a hostile screen makes a snapshot that still fits", async () => {
  const large = boundedSize(1000, 1000);
  const { screen, drained } = newScreen(large);
  let row = "";
  for (let column = 0; column < large.columns; column++)
    row += `\x1b[1;3;4;38;2;${column % 256};1;2;48;2;3;${column % 251};5mx`;
  screen.feed(Buffer.from(row.repeat(large.rows)));
  await drained();
  const snapshot = screen.snapshot();
  assert.ok(snapshot.length <= maxRepaintBytes, `${snapshot.length} bytes`);
  assert.ok(Buffer.from(snapshot).includes("xxxxxxxx"));
  screen.dispose();
});

test("an endless title fills no memory", async () => {
  const { screen, drained } = newScreen();
  screen.feed(Buffer.from(`\x1b]2;${"t".repeat(10_000)}\x07`));
  await drained();
  assert.ok(screen.snapshot().length < 1000);
  screen.dispose();
});

test("a new size is taken up", async () => {
  const { screen } = newScreen();
  screen.resize(100, 40);
  assert.deepEqual([screen.columns, screen.rows], [100, 40]);
  screen.dispose();
});
