import type { Syntax } from "../syntax.ts";

export const execSyntax = {
  name: "exec",
  options: {
    "console-socket": { kind: "text" },
    "pidfd-socket": { kind: "text" },
    cwd: { kind: "text" },
    env: { kind: "texts", short: "e" },
    tty: { kind: "flag", short: "t" },
    user: { kind: "text", short: "u" },
    "additional-gids": { kind: "integers", short: "g" },
    process: { kind: "text", short: "p" },
    detach: { kind: "flag", short: "d" },
    "pid-file": { kind: "text" },
    "process-label": { kind: "text" },
    apparmor: { kind: "text" },
    "no-new-privs": { kind: "flag" },
    cap: { kind: "texts", short: "c" },
    "preserve-fds": { kind: "integer" },
    cgroup: { kind: "texts" },
    "ignore-paused": { kind: "flag" },
  },
  operands: { least: 1, most: Number.POSITIVE_INFINITY },
  firstOperandEndsOptions: true,
} as const satisfies Syntax;
