import type { Syntax } from "../syntax.ts";

export const psSyntax = {
  name: "ps",
  options: { format: { kind: "text", short: "f" } },
  operands: { least: 1, most: Number.POSITIVE_INFINITY },
  firstOperandEndsOptions: true,
} as const satisfies Syntax;
