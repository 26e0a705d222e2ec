import { checkpointSyntax } from "../syntax/checkpoint.ts";
import { criuOptions } from "./criu-options.ts";
import type { HelpPage } from "./help-page.ts";

export const checkpointHelp: HelpPage<typeof checkpointSyntax> = {
  syntax: checkpointSyntax,
  summary: "save a running container to files",
  operands: "ID",
  description: [
    "Saves the processes of a container, with their memory and open files, by way of criu (Debian's package criu). The container then ends and is deleted, unless --leave-running is given. cloison restore brings it back.",
  ],
  options: {
    ...criuOptions,
    "image-path": ["DIR", "Where the files go. The folder checkpoint if it is not given."],
    "parent-path": ["DIR", "The image of an earlier --pre-dump, as seen from --image-path."],
    "leave-running": "Let the container go on afterwards.",
    "tcp-skip-in-flight": "Leave out TCP connections that are only being made.",
    "link-remap": "Link files that were deleted while open back to a name, where needed.",
    "status-fd": ["FD", "A descriptor that criu writes a zero byte to when --lazy-pages is ready."],
    "page-server": ["ADDRESS:PORT", "Send memory to a criu page server instead of files."],
    "pre-dump": "Save memory only and let the container go on, so that the real checkpoint is shorter.",
  },
  examples: [
    ["Save a container", "cloison checkpoint --image-path /var/tmp/box1 box1"],
    ["Save it and let it go on", "cloison checkpoint --leave-running --image-path /var/tmp/box1 box1"],
  ],
};
