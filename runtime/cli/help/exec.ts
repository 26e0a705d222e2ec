import { execSyntax } from "../syntax/exec.ts";
import type { HelpPage } from "./help-page.ts";
import * as shared from "./shared-options.ts";

export const execHelp: HelpPage<typeof execSyntax> = {
  syntax: execSyntax,
  summary: "run a further program in a container",
  operands: ["ID COMMAND [ARGUMENT...]", "--process FILE ID"],
  description: [
    "Runs a program in the Linux namespaces and the cgroup of a container that runs. User, environment, capabilities and limits are those of config.json's process unless an option says otherwise. Options end at ID: what follows the command belongs to the command.",
    "The exit status is the program's, or 255 if it could not be run.",
  ],
  options: {
    "console-socket": shared.consoleSocketHelp,
    "pidfd-socket": shared.pidfdSocketHelp,
    cwd: ["DIR", "Working directory, as the container sees it."],
    env: ["NAME=VALUE", "Set a variable of the environment. May be repeated."],
    tty: "Give the program a terminal.",
    user: ["UID[:GID]", "User, and group, as numbers."],
    "additional-gids": ["GID", "A further group. May be repeated."],
    process: [
      "FILE",
      "Take everything from this file, a process as config.json has it; other options and COMMAND are not needed.",
    ],
    detach: shared.detachHelp,
    "pid-file": shared.pidFileHelp,
    "process-label": ["LABEL", "SELinux label of the process."],
    apparmor: ["PROFILE", "AppArmor profile of the process."],
    "no-new-privs": "Let no program that the process turns into gain privileges by its file.",
    cap: [
      "CAP",
      "Add a capability to the bounding, effective and permitted sets, and to the ambient set if config.json has inheritable ones. May be repeated.",
    ],
    "preserve-fds": shared.preserveFdsHelp,
    cgroup: ["PATH", "Run in this cgroup below the container's own. It must exist."],
    "ignore-paused": "Begin in a paused container too: the program waits until it is resumed.",
  },
  examples: [
    ["Open a shell", "cloison exec --tty box1 sh"],
    ["Run a command as another user", "cloison exec --user 1000:1000 box1 id"],
  ],
};
