import { pauseSyntax } from "../syntax/pause.ts";
import type { HelpPage } from "./help-page.ts";

export const pauseHelp: HelpPage<typeof pauseSyntax> = {
  syntax: pauseSyntax,
  summary: "suspend a container",
  operands: "ID",
  description: [
    "Stops all processes of a container where they are, by the freezer of its cgroup. They cannot notice it but by the clock. cloison resume lets them go on.",
  ],
  options: {},
  examples: [["Suspend a container", "cloison pause box1"]],
};
