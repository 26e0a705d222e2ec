import type { Syntax } from "../syntax.ts";

export const checkpointSyntax = {
  name: "checkpoint",
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
    "parent-path": { kind: "text" },
    "leave-running": { kind: "flag" },
    "tcp-skip-in-flight": { kind: "flag" },
    "link-remap": { kind: "flag" },
    "status-fd": { kind: "integer" },
    "page-server": { kind: "text" },
    "pre-dump": { kind: "flag" },
  },
  operands: { least: 1, most: 1 },
} as const satisfies Syntax;
