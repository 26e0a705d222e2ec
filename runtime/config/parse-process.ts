import { checkProcess } from "./checks/check-process.ts";
import type { Process } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { conform } from "./conform.ts";
import { parseJson } from "./parse-json.ts";
import { processShape } from "./shapes/process-shape.ts";

/** Reads what `exec --process` was given. Throws {@link ConfigError}. `warnings` are for the log. */
export function parseProcess(text: string, warnings: string[] = []): Process {
  const document = parseJson(text, { name: "process.json", prefix: "process" });
  const process = conform(processShape, document);
  checkProcess(process, {
    blame: (path, problem) => new ConfigError(document, path, problem),
    warn: (warning) => warnings.push(warning),
  });
  return process;
}
