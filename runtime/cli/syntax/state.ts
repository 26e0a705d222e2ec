import type { Syntax } from "../syntax.ts";

export const stateSyntax = {
  name: "state",
  options: {},
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
