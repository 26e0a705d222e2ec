import type { Syntax } from "../syntax.ts";

export const runSyntax = {
  name: "run",
  options: {
    bundle: { kind: "text", short: "b" },
    "console-socket": { kind: "text" },
    "pidfd-socket": { kind: "text" },
    "pid-file": { kind: "text" },
    "no-pivot": { kind: "flag" },
    "no-new-keyring": { kind: "flag" },
    "preserve-fds": { kind: "integer" },
    trace: { kind: "flag" },
    detach: { kind: "flag", short: "d" },
    keep: { kind: "flag" },
    "no-subreaper": { kind: "flag" },
  },
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
