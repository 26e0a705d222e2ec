import { startSyntax } from "../syntax/start.ts";
import type { HelpPage } from "./help-page.ts";

export const startHelp: HelpPage<typeof startSyntax> = {
  syntax: startSyntax,
  summary: "start the program of a created container",
  operands: "ID",
  description: [
    "Lets the first process of a created container turn into the program that process.args of its config.json names.",
  ],
  options: {},
  sections: [
    [
      "ENVIRONMENT",
      "NOTIFY_SOCKET: a socket of systemd's. If the container was created with it too, start waits until the program says there that it is ready (sd_notify(3)).",
    ],
  ],
  examples: [["Start a container that was created", "cloison start box1"]],
};
