import { restoreSyntax } from "../syntax/restore.ts";
import { criuOptions } from "./criu-options.ts";
import type { HelpPage } from "./help-page.ts";
import * as shared from "./shared-options.ts";

export const restoreHelp: HelpPage<typeof restoreSyntax> = {
  syntax: restoreSyntax,
  summary: "bring back a container that was saved",
  operands: "ID",
  description: [
    "Makes a container of what cloison checkpoint saved, by way of criu. The bundle must be as it was then.",
  ],
  options: {
    ...criuOptions,
    "image-path": ["DIR", "Where the files are. The folder checkpoint if it is not given."],
    "console-socket": shared.consoleSocketHelp,
    bundle: shared.bundleHelp,
    detach: shared.detachHelp,
    "pid-file": shared.pidFileHelp,
    "no-subreaper": shared.noSubreaperHelp,
    "no-pivot": shared.noPivotHelp,
    "lsm-profile": ["TYPE:NAME", "AppArmor or SELinux profile to restore with, instead of the saved one."],
    "lsm-mount-context": ["CONTEXT", "SELinux context for the mounts, instead of the saved one."],
  },
  examples: [["Bring back a container", "cloison restore --detach --image-path /tmp/saved -b /tmp/box box1"]],
};
