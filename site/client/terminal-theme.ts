import type { ITheme } from "@xterm/xterm";

/** ANSI colours on the terminal's background, each at least 4.5:1 except the background's own. */
const dark: ITheme = {
  background: "#121417",
  foreground: "#e6e3de",
  cursor: "#9db7ff",
  cursorAccent: "#121417",
  selectionBackground: "#3a4763",
  selectionInactiveBackground: "#2c3444",
  scrollbarSliderBackground: "#ffffff2e",
  scrollbarSliderHoverBackground: "#ffffff4d",
  scrollbarSliderActiveBackground: "#ffffff66",
  black: "#868d9b",
  red: "#ff8088",
  green: "#86cf8f",
  yellow: "#e6c067",
  blue: "#8aaeff",
  magenta: "#d9a0f2",
  cyan: "#6fcfd8",
  white: "#d3d6dd",
  brightBlack: "#9aa1af",
  brightRed: "#ffa1a6",
  brightGreen: "#a5e3ac",
  brightYellow: "#f4d68a",
  brightBlue: "#adc7ff",
  brightMagenta: "#e8bffa",
  brightCyan: "#98e2e9",
  brightWhite: "#ffffff",
};

const light: ITheme = {
  background: "#fefdfb",
  foreground: "#22252c",
  cursor: "#2c4fc4",
  cursorAccent: "#fefdfb",
  selectionBackground: "#c9d6f8",
  selectionInactiveBackground: "#dde3f0",
  scrollbarSliderBackground: "#00000029",
  scrollbarSliderHoverBackground: "#00000047",
  scrollbarSliderActiveBackground: "#00000061",
  black: "#22252c",
  red: "#b3202f",
  green: "#1f6b2d",
  yellow: "#7a5500",
  blue: "#2450c2",
  magenta: "#8a2aa8",
  cyan: "#0b6670",
  white: "#5c6370",
  brightBlack: "#5c6370",
  brightRed: "#c22735",
  brightGreen: "#237634",
  brightYellow: "#855d00",
  brightBlue: "#2f5cd6",
  brightMagenta: "#9937b8",
  brightCyan: "#0d707b",
  brightWhite: "#3b4049",
};

export type ThemeName = "dark" | "light";

/** The terminal's colours beside a light or a dark page. */
export const terminalTheme = (name: ThemeName): ITheme => (name === "light" ? light : dark);

/** The theme that the page has now. */
export const pageTheme = (): ThemeName =>
  document.documentElement.dataset.theme === "light" ? "light" : "dark";
