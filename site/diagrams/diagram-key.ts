import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { mermaidConfig } from "./diagram-style.ts";

const { version } = createRequire(import.meta.url)("mermaid/package.json") as { version: string };

/** The name of a drawn diagram in the cache: changes with its source, mermaid's version and the style. */
export function diagramKey(source: string): string {
  return createHash("sha256")
    .update(JSON.stringify([version, mermaidConfig, source.trim()]))
    .digest("hex")
    .slice(0, 16);
}
