import { runSyntax } from "../syntax/run.ts";
import type { HelpPage } from "./help-page.ts";
import * as shared from "./shared-options.ts";

export const runHelp: HelpPage<typeof runSyntax> = {
  syntax: runSyntax,
  summary: "create a container and start it",
  operands: "ID",
  description: [
    "Does the work of create and start. Unless --detach is given it then stands between the container and its caller: it hands on signals and the terminal, waits for the end, deletes the container, and exits with the program's exit status (128 and the signal's number when a signal ended it).",
    "ID is the container's name, unique below --root.",
  ],
  options: {
    bundle: shared.bundleHelp,
    "console-socket": shared.consoleSocketHelp,
    "pidfd-socket": shared.pidfdSocketHelp,
    "pid-file": shared.pidFileHelp,
    "no-pivot": shared.noPivotHelp,
    "no-new-keyring": shared.noNewKeyringHelp,
    "preserve-fds": shared.preserveFdsHelp,
    trace: shared.traceHelp,
    detach: `${shared.detachHelp} cloison delete removes the container later.`,
    keep: "Do not delete the container at its end: its state can be looked at.",
    "no-subreaper": shared.noSubreaperHelp,
  },
  examples: [
    ["Run a container from the current directory's bundle", "cloison run box1"],
    ["Leave it running", "cloison run --detach --bundle /tmp/busybox box1"],
  ],
};
