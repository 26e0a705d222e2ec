import { featuresSyntax } from "../syntax/features.ts";
import type { HelpPage } from "./help-page.ts";

export const featuresHelp: HelpPage<typeof featuresSyntax> = {
  syntax: featuresSyntax,
  summary: "print what this runtime can do",
  operands: "",
  description: [
    "Prints, as JSON, which hooks, mount options, Linux namespaces, capabilities and other parts of config.json the runtime knows: the features structure of the OCI runtime specification. It does not depend on the host.",
  ],
  options: {},
  examples: [["List the mount options", "cloison features | jq -r '.mountOptions[]'"]],
};
