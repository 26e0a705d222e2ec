/* What the options of checkpoint and restore mean that both have. */

export const criuOptions = {
  "tcp-established": "Include TCP connections that are open.",
  "ext-unix-sk": "Allow Unix sockets whose other end is outside of the container.",
  "shell-job": "Allow a container that uses its caller's terminal.",
  "lazy-pages": "Hand over memory when it is first used (userfaultfd).",
  "file-locks": "Include locks of files. Safe only if nobody outside takes them meanwhile.",
  "manage-cgroups-mode": [
    "MODE",
    "What to do with cgroups: soft, which is the default, full, strict or ignore.",
  ],
  "empty-ns": ["TYPE", "Make this Linux namespace anew instead of keeping what is in it. Only network."],
  "auto-dedup": "Remove from earlier images the memory that later ones hold again.",
  "work-path": ["DIR", "Where criu keeps its log and temporary files. The image's folder if not given."],
} as const;
