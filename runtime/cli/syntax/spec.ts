import type { Syntax } from "../syntax.ts";

export const specSyntax = {
  name: "spec",
  options: { bundle: { kind: "text", short: "b" }, rootless: { kind: "flag" } },
  operands: { least: 0, most: 0 },
} as const satisfies Syntax;
