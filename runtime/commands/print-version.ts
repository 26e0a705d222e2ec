import { writeOutput } from "../cli/write-output.ts";
import { specificationVersion, version } from "../version.ts";

/** `--version`, in the lines that docker and podman read. */
export function printVersion(): number {
  writeOutput(`cloison version ${version}\nspec: ${specificationVersion}\n`);
  return 0;
}
