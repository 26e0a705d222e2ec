import { writeOutput } from "../cli/write-output.ts";
import { version } from "../version.ts";

/** `--version`, in the lines that docker and podman read. */
export function printVersion(): number {
  writeOutput(`cloison version ${version}\nspec: 1.2.1\n`);
  return 0;
}
