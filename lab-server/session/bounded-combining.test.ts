import assert from "node:assert/strict";
import { test } from "node:test";
import headless from "@xterm/headless";
import { BoundedCombining } from "./bounded-combining.ts";

type Internals = {
  _core: { unicodeService: { _activeProvider: ConstructorParameters<typeof BoundedCombining>[0] } };
};

/** The characters in each cell of the first row. */
async function firstRow(text: string, bounded: boolean): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: 10, rows: 2, allowProposedApi: true });
  if (bounded) {
    const provider = new BoundedCombining(
      (terminal as unknown as Internals)._core.unicodeService._activeProvider,
    );
    terminal.unicode.register(provider);
    terminal.unicode.activeVersion = provider.version;
  }
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const line = terminal.buffer.active.getLine(0);
  return Array.from({ length: 10 }, (_, column) => line?.getCell(column)?.getChars() ?? "");
}

test("ordinary text is laid out as without the limit", async () => {
  for (const text of ["abc", "e\u0301a\u0300", "日本語", "e\u0301\u0302\u0303x", "\u0301"])
    assert.deepEqual(await firstRow(text, true), await firstRow(text, false), JSON.stringify(text));
});

test("no cell holds more than 17 characters, however many a program piles up", async () => {
  const cells = await firstRow(`e${"\u0301".repeat(100)}`, true);
  assert.deepEqual(
    cells.slice(0, 6).map((cell) => cell.length),
    [17, 17, 17, 17, 17, 16],
  );
});
