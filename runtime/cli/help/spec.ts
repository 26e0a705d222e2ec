import { specSyntax } from "../syntax/spec.ts";
import type { HelpPage } from "./help-page.ts";

export const specHelp: HelpPage<typeof specSyntax> = {
  syntax: specSyntax,
  summary: "write a config.json to begin with",
  operands: "",
  description: [
    "Writes a config.json that runs sh in a terminal, with the root file system in the folder rootfs beside it. Change process.args, and process.terminal, to what you want. A config.json that is there already is not replaced.",
  ],
  options: {
    bundle: ["DIR", "The folder to write to. The current directory if it is not given."],
    rootless: "Write one that a user without privileges can run: in a user namespace where the user is root.",
  },
  examples: [
    [
      "Make a bundle of the files of a container",
      "mkdir -p rootfs && tar -C rootfs -xf image.tar && cloison spec",
    ],
    ["Write a configuration for a user", "cloison spec --rootless --bundle /tmp/box"],
  ],
};
