import { encodeText } from "../../sys/door.ts";
import { writeAll } from "../../sys/files.ts";

/** Writes a command's result to standard output, all of it. Throws where that fails: a full disk, a closed pipe. */
export function writeOutput(text: string): void {
  const standardOutput = 1;
  try {
    writeAll(standardOutput, encodeText(text));
  } catch (error) {
    throw new Error(`Cannot write to standard output: ${(error as Error).message}`, { cause: error });
  }
}
