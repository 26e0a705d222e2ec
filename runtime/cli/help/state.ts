import { stateSyntax } from "../syntax/state.ts";
import type { HelpPage } from "./help-page.ts";

export const stateHelp: HelpPage<typeof stateSyntax> = {
  syntax: stateSyntax,
  summary: "print the state of a container",
  operands: "ID",
  description: [
    "Prints the state of a container as JSON, as the OCI runtime specification has it: its id, the id of its first process (0 when it has ended), its status, bundle, root file system, time of creation and annotations.",
    "The status is creating, created, running, paused or stopped.",
  ],
  options: {},
  examples: [["Print the status alone", "cloison state box1 | jq -r .status"]],
};
