import type { Syntax } from "../syntax.ts";

export const deleteSyntax = {
  name: "delete",
  options: { force: { kind: "flag", short: "f" } },
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
