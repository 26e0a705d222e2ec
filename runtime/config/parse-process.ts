import { checkProcess } from "./checks/check-process.ts";
import type { Process } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { conform } from "./conform.ts";
import { parseJson } from "./parse-json.ts";
import { processShape } from "./shapes/process-shape.ts";

/** Reads what `exec --process` was given. Throws {@link ConfigError}. */
export function parseProcess(text: string): Process {
  const document = parseJson(text, { name: "process.json", prefix: "process" });
  const process = conform(processShape, document);
  checkProcess(process, (path, problem) => new ConfigError(document, path, problem));
  return process;
}
