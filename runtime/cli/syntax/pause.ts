import type { Syntax } from "../syntax.ts";

export const pauseSyntax = {
  name: "pause",
  options: {},
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
