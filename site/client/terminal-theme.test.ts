import assert from "node:assert/strict";
import { test } from "node:test";
import { type ThemeName, terminalTheme } from "./terminal-theme.ts";

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((place) => Number.parseInt(hex.slice(place, place + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const notText = /background|cursor|selection|scrollbar/i;

for (const name of ["dark", "light"] satisfies ThemeName[])
  test(`every colour of the ${name} theme can be read on its background`, () => {
    const theme = terminalTheme(name);
    const background = theme.background ?? "";
    const texts = Object.entries(theme).filter(([part]) => !notText.test(part));
    assert.equal(texts.length, 17);
    for (const [part, colour] of texts)
      assert.ok(
        contrast(String(colour), background) >= 4.5,
        `${part} ${contrast(String(colour), background)}`,
      );
    assert.ok(contrast(String(theme.foreground), String(theme.selectionBackground)) >= 4.5);
  });
