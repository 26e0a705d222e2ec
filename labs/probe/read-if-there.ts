import { type Probe, ProbeError } from "./probe.ts";

/** The text of a file, or undefined where there is none: for a check, a missing file is an answer. Throws on trouble. */
export async function readIfThere(probe: Pick<Probe, "readFile">, path: string): Promise<string | undefined> {
  try {
    return await probe.readFile(path);
  } catch (error) {
    if (error instanceof ProbeError && error.code === "missing") return undefined;
    throw error;
  }
}
