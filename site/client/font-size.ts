import { recall, remember } from "./storage.ts";

const sizesPx = [11, 12, 13, 14, 16, 18, 21, 24];
const usualPx = 13;

/** The size of the terminal's text that this student chose. */
export function fontSizePx(): number {
  const stored = Number(recall("font-size"));
  return sizesPx.includes(stored) ? stored : usualPx;
}

/** Takes and remembers the next larger (1) or smaller (-1) size, if there is one. */
export function stepFontSize(step: 1 | -1): number {
  const size = sizesPx[sizesPx.indexOf(fontSizePx()) + step] ?? fontSizePx();
  remember("font-size", String(size));
  return size;
}
