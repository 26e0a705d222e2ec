import type { Syntax } from "../syntax.ts";

export const killSyntax = {
  name: "kill",
  options: { all: { kind: "flag", short: "a" } },
  operands: { least: 1, most: 2 },
} as const satisfies Syntax;
