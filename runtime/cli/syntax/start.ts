import type { Syntax } from "../syntax.ts";

export const startSyntax = {
  name: "start",
  options: {},
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
