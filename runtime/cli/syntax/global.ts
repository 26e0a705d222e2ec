import type { Syntax } from "../syntax.ts";

/** What stands before the command. */
export const globalSyntax = {
  name: "cloison",
  options: {
    debug: { kind: "flag" },
    log: { kind: "text" },
    "log-format": { kind: "text" },
    root: { kind: "text" },
    "systemd-cgroup": { kind: "flag" },
    rootless: { kind: "text" },
    // Once the path of the program for checkpoints. runc takes no notice of it either; it is looked up in PATH.
    criu: { kind: "text" },
    version: { kind: "flag", short: "v" },
  },
  operands: { least: 0, most: Number.POSITIVE_INFINITY },
  firstOperandEndsOptions: true,
} as const satisfies Syntax;
