import { globalSyntax } from "../syntax/global.ts";
import type { HelpPage } from "./help-page.ts";

/** The page of the program itself, without the list of commands. */
export const globalHelp: HelpPage<typeof globalSyntax> = {
  syntax: globalSyntax,
  summary: "an OCI runtime: runs containers from bundles",
  operands: ["[global options] COMMAND [options] [ARGUMENT...]", "help COMMAND"],
  description: [
    "Cloison makes containers out of bundles: folders with a configuration, config.json, and a root file system, as the OCI runtime specification describes them. Engines such as containerd, docker and podman call it; its commands, options and output are those of runc.",
  ],
  options: {
    debug: "Log each step of the work too.",
    log: [
      "FILE",
      "Append errors and warnings to this file. Without it they go to standard error; errors go there in any case.",
    ],
    "log-format": ["FORMAT", "text, which is the default, or json."],
    root: [
      "DIR",
      "Where the state of containers is kept, best on a tmpfs. /run/cloison if it is not given; for a user without privileges the folder cloison in $XDG_RUNTIME_DIR.",
    ],
    "systemd-cgroup":
      "Let systemd make the cgroups. linux.cgroupsPath then has the form slice:prefix:name, as system.slice:cloison:box1.",
    rootless: [
      "true|false|auto",
      "Whether to go on without a cgroup where none may be made. auto: if the user is not the host's root.",
    ],
    criu: ["PATH", "Ignored: criu is looked for in PATH. Accepted for old callers."],
    version: "Print the version and end.",
  },
  sections: [
    [
      "EXIT STATUS",
      "0: done. 1: an error. 3: no such command. 255: exec could not run the program. run and exec otherwise exit with the program's status, or 128 and the number of the signal that ended it.",
    ],
  ],
  examples: [
    ["Make a bundle's configuration and run it", "cloison spec && cloison run box1"],
    ["See what that would do", "cloison explain"],
    ["Read about one command", "cloison help run"],
  ],
};
