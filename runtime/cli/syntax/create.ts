import type { Syntax } from "../syntax.ts";

export const createSyntax = {
  name: "create",
  options: {
    bundle: { kind: "text", short: "b" },
    "console-socket": { kind: "text" },
    "pidfd-socket": { kind: "text" },
    "pid-file": { kind: "text" },
    "no-pivot": { kind: "flag" },
    "no-new-keyring": { kind: "flag" },
    "preserve-fds": { kind: "integer" },
    trace: { kind: "flag" },
  },
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
