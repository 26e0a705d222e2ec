import { checkConfig } from "./checks/check-config.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { conform } from "./conform.ts";
import { parseJson } from "./parse-json.ts";
import { configShape } from "./shapes/config-shape.ts";

/**
 * Reads config.json: first its syntax, then the shape of each property, then what properties mean together. Throws
 * {@link ConfigError} at the first thing that cannot be carried out. `warnings` are for the log.
 */
export function parseConfig(text: string, warnings: string[] = []): Config {
  const document = parseJson(text, { name: "config.json", prefix: "" });
  const config = conform(configShape, document);
  checkConfig(config, {
    blame: (path, problem) => new ConfigError(document, path, problem),
    warnings,
  });
  return config;
}
