import { killSyntax } from "../syntax/kill.ts";
import type { HelpPage } from "./help-page.ts";

export const killHelp: HelpPage<typeof killSyntax> = {
  syntax: killSyntax,
  summary: "send a signal to a container",
  operands: "ID [SIGNAL]",
  description: [
    "Sends a signal to the first process of a container. SIGNAL is a name, with or without SIG, or a number; SIGTERM if it is not given.",
    "A container that shares its PID namespace does not end with its first process: there KILL goes to all of its processes.",
  ],
  options: { all: "Send the signal to every process of the container." },
  examples: [
    ["Ask a container to end", "cloison kill box1"],
    ["End it", "cloison kill box1 KILL"],
    ["Make its program read its configuration again", "cloison kill box1 HUP"],
  ],
};
