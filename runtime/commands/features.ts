import { command } from "../cli/command.ts";
import { goJson } from "../cli/go-json.ts";
import { featuresSyntax } from "../cli/syntax/features.ts";
import { writeOutput } from "../cli/write-output.ts";
import { featuresStructure } from "./features-structure.ts";

export const features = command(featuresSyntax, () => {
  writeOutput(`${goJson(featuresStructure(), "    ")}\n`);
});
