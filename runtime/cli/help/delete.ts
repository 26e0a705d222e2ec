import { deleteSyntax } from "../syntax/delete.ts";
import type { HelpPage } from "./help-page.ts";

export const deleteHelp: HelpPage<typeof deleteSyntax> = {
  syntax: deleteSyntax,
  summary: "delete a container",
  operands: "ID",
  description: [
    "Removes what a container holds: its cgroup, its state, and, of one that was created but never started, its waiting process. Runs the poststop hooks. A container that runs is not deleted.",
  ],
  options: {
    force:
      "Kill the container's processes first if there are any. Also removes what a command left that was killed half-way. It is no error if there is no such container.",
  },
  examples: [
    ["Delete a container that has stopped", "cloison delete box1"],
    ["End a container and delete it", "cloison delete --force box1"],
  ],
};
