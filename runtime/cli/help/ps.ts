import { psSyntax } from "../syntax/ps.ts";
import type { HelpPage } from "./help-page.ts";

export const psHelp: HelpPage<typeof psSyntax> = {
  syntax: psSyntax,
  summary: "list the processes of a container",
  operands: "ID [PS-OPTION...]",
  description: [
    "Runs the host's ps and prints the lines of those processes that are in the container's cgroup. PS-OPTION are options of ps, -ef if there are none; its output must have a column PID. Options of cloison end at ID.",
  ],
  options: {
    format: ["FORMAT", "table, which is the default, or json: the ids of the processes only."],
  },
  examples: [
    ["List a container's processes", "cloison ps box1"],
    ["Show what memory they use", "cloison ps box1 -o pid,rss,args"],
  ],
};
