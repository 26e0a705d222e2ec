import { checkResources } from "./checks/check-resources.ts";
import type { Resources } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { conform } from "./conform.ts";
import { parseJson } from "./parse-json.ts";
import { resourcesShape } from "./shapes/resources-shape.ts";

/** Reads what `update --resources` was given. Throws {@link ConfigError}. */
export function parseResources(text: string): Resources {
  const document = parseJson(text, { name: "resources.json", prefix: "resources" });
  const resources = conform(resourcesShape, document);
  checkResources(resources, (path, problem) => new ConfigError(document, path, problem));
  return resources;
}
