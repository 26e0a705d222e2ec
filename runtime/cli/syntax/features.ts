import type { Syntax } from "../syntax.ts";

export const featuresSyntax = {
  name: "features",
  options: {},
  operands: { least: 0, most: 0 },
} as const satisfies Syntax;
