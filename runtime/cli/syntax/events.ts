import type { Syntax } from "../syntax.ts";

export const eventsSyntax = {
  name: "events",
  options: { interval: { kind: "duration" }, stats: { kind: "flag" } },
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
