import type { Syntax } from "../syntax.ts";

export const listSyntax = {
  name: "list",
  options: { format: { kind: "text", short: "f" }, quiet: { kind: "flag", short: "q" } },
  operands: { least: 0, most: 0 },
} as const satisfies Syntax;
