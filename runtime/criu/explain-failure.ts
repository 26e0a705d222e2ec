import { readTextIfThere } from "../../sys/text-files.ts";
import { log } from "../cli/log.ts";
import type { CriuOptions } from "./criu-options.ts";
import { quoteLog } from "./quote-log.ts";

/** Does `work`; where criu fails in it, its log tells why: warns of the lines that do, and names it in the error. */
export function explainingFailure<T>(
  what: string,
  { options, logFile }: { options: CriuOptions; logFile: string },
  work: () => T,
): T {
  try {
    return work();
  } catch (cause) {
    const path = `${options.workFolder ?? options.imageFolder}/${logFile}`;
    const lines = quoteLog(readTextIfThere(path) ?? "");
    for (const line of lines) log.warning(line);
    throw new Error(lines.length === 0 ? what : `${what} (see ${path})`, { cause });
  }
}
