import type { Syntax } from "../syntax.ts";

export const explainSyntax = {
  name: "explain",
  options: { json: { kind: "flag" } },
  operands: { least: 0, most: 1 },
} as const satisfies Syntax;
