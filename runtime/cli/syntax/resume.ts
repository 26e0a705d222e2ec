import type { Syntax } from "../syntax.ts";

export const resumeSyntax = {
  name: "resume",
  options: {},
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
