import { explainSyntax } from "../syntax/explain.ts";
import type { HelpPage } from "./help-page.ts";

export const explainHelp: HelpPage<typeof explainSyntax> = {
  syntax: explainSyntax,
  summary: "print the system calls that a bundle would cause",
  operands: "[BUNDLE]",
  description: [
    "Prints, in order, the system calls that create and start would make for a bundle, each with the line of config.json that causes it, and makes none of them: no container comes into being. BUNDLE is the current directory if it is not given.",
    "The list comes from the code that creates containers, run against a kernel that only pretends. What depends on answers of the real kernel can therefore differ; --trace of create and run prints what happens.",
  ],
  options: { json: "Print JSON: one object for each system call." },
  examples: [
    ["Explain a bundle", "cloison explain /tmp/busybox"],
    ["List the names of the calls", "cloison explain --json /tmp/busybox | jq -r '.[].call'"],
  ],
};
