import { createSyntax } from "../syntax/create.ts";
import type { HelpPage } from "./help-page.ts";
import * as shared from "./shared-options.ts";

export const createHelp: HelpPage<typeof createSyntax> = {
  syntax: createSyntax,
  summary: "create a container",
  operands: "ID",
  description: [
    "Makes the container that a bundle describes, up to the point where its program would begin: Linux namespaces, cgroup, root file system, limits. Its first process then waits for cloison start.",
    "ID is the container's name, unique below --root. Letters, digits, and the signs _ + - . may be used.",
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
  },
  examples: [
    ["Create a container of the bundle in /tmp/busybox", "cloison create --bundle /tmp/busybox box1"],
    ["See which system calls that takes", "cloison create --trace --bundle /tmp/busybox box1"],
  ],
};
