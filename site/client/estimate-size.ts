interface Place {
  widthPx: number;
  heightPx: number;
  fontSizePx: number;
}

/** What surrounds the terminal in the panel: its padding and scrollbar, and the bars above and below it. */
const aroundPx = { width: 32, height: 134 };
/** A monospaced letter's width, and a line's height as xterm.js sets it, in font sizes. */
const letter = { width: 0.6, height: 1.4 };

/**
 * About the columns and rows that a terminal will have in a panel of this size, so that the shell can be
 * asked for before the terminal's code is there. The real size follows once it is.
 */
export function estimateSize({ widthPx, heightPx, fontSizePx }: Place): { columns: number; rows: number } {
  const fit = (spacePx: number, letterPx: number) =>
    Math.max(1, Math.min(1000, Math.floor(spacePx / letterPx)));
  return {
    columns: fit(widthPx - aroundPx.width, fontSizePx * letter.width),
    rows: fit(heightPx - aroundPx.height, fontSizePx * letter.height),
  };
}
