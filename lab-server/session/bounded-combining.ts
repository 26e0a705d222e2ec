/** How xterm.js asks for a character's width and whether it joins the one before; see IUnicodeVersionProvider. */
interface UnicodeProvider {
  readonly version: string;
  wcwidth(codepoint: number): 0 | 1 | 2;
  charProperties(codepoint: number, preceding: number): number;
}

/** Combining characters that one cell may hold; scripts in use need four. */
const maxCombining = 16;

// The layout of xterm.js's property value: bit 0 joins, bits 1 and 2 width, the rest is for the provider.
const joins = 1;
const ownBits = 3;
const oneCellWide = 1 << 1;

/**
 * The widths of another provider, which every page uses too, with a limit on how many combining characters
 * pile up in one cell: without it, a program that prints nothing else fills the server's memory.
 */
export class BoundedCombining implements UnicodeProvider {
  readonly version = "bounded";
  readonly #widths: UnicodeProvider;

  constructor(widths: UnicodeProvider) {
    this.#widths = widths;
  }

  wcwidth(codepoint: number): 0 | 1 | 2 {
    return this.#widths.wcwidth(codepoint);
  }

  charProperties(codepoint: number, preceding: number): number {
    const properties = this.#widths.charProperties(codepoint, preceding & ((1 << ownBits) - 1));
    if ((properties & joins) === 0) return properties;
    const combined = (preceding >> ownBits) + 1;
    return combined > maxCombining ? oneCellWide : properties | (combined << ownBits);
  }
}
