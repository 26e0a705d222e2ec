import type { Text } from "./text.ts";

/**
 * A sentence in both languages. In the French one, outside of code spans, the blanks before : ; ? ! » and
 * after « become no-break spaces, so that the source can be typed and read with ordinary ones.
 */
export function bilingual(en: string, fr: string): Text {
  return {
    en,
    fr: fr
      .split(/(`[^`]*`)/)
      .map((part, index) => (index % 2 === 1 ? part : space(part)))
      .join(""),
  };
}

const space = (text: string): string =>
  text
    .replace(/ (?=[:»])/g, "\u00a0")
    .replace(/(?<=«) /g, "\u00a0")
    .replace(/ (?=[;?!])/g, "\u202f");
