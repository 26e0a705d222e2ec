import type { Syntax } from "../syntax.ts";

export const restoreSyntax = {
  name: "restore",
  options: {
    "image-path": { kind: "text" },
    "work-path": { kind: "text" },
    "tcp-established": { kind: "flag" },
    "ext-unix-sk": { kind: "flag" },
    "shell-job": { kind: "flag" },
    "lazy-pages": { kind: "flag" },
    "file-locks": { kind: "flag" },
    "manage-cgroups-mode": { kind: "text" },
    "empty-ns": { kind: "texts" },
    "auto-dedup": { kind: "flag" },
    "console-socket": { kind: "text" },
    bundle: { kind: "text", short: "b" },
    detach: { kind: "flag", short: "d" },
    "pid-file": { kind: "text" },
    "no-subreaper": { kind: "flag" },
    "no-pivot": { kind: "flag" },
    "lsm-profile": { kind: "text" },
    "lsm-mount-context": { kind: "text" },
  },
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
