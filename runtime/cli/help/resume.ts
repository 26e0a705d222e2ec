import { resumeSyntax } from "../syntax/resume.ts";
import type { HelpPage } from "./help-page.ts";

export const resumeHelp: HelpPage<typeof resumeSyntax> = {
  syntax: resumeSyntax,
  summary: "let a suspended container go on",
  operands: "ID",
  description: ["Lets the processes of a paused container go on where they were stopped."],
  options: {},
  examples: [["Let a container go on", "cloison resume box1"]],
};
