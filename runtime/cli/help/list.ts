import { listSyntax } from "../syntax/list.ts";
import type { HelpPage } from "./help-page.ts";

export const listHelp: HelpPage<typeof listSyntax> = {
  syntax: listSyntax,
  summary: "list containers",
  operands: "",
  description: ["Lists the containers whose state is below --root."],
  options: {
    format: ["FORMAT", "table, which is the default, or json."],
    quiet: "Print ids only.",
  },
  examples: [
    ["List the containers of the usual root", "cloison list"],
    ["List those of containerd's moby containers", "cloison --root /run/docker/runtime-runc/moby list"],
  ],
};
