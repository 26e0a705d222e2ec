import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineMdastPlugin, type MdastNode } from "satteri";
import { spaceFrench } from "../markdown/french-spacing.ts";
import { languageOfPath } from "../markdown/language-of-path.ts";
import { diagramKey } from "./diagram-key.ts";
import { drawDiagram } from "./draw-diagram.ts";
import { readDiagram } from "./read-diagram.ts";

/** Drawn diagrams, committed, so that a build needs a browser only for a new diagram. */
export const cacheFolder = join(import.meta.dirname, "cache");

/** The drawing of a diagram, from the cache or drawn now and put there. */
export async function diagram(source: string): Promise<string> {
  const key = diagramKey(source);
  const file = join(cacheFolder, `${key}.svg`);
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const svg = await drawDiagram(source, key);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(file, `${svg}\n`);
  return svg;
}

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Exchanges ```` ```mermaid ```` blocks for figures with the drawing inside. No script reaches the reader. */
export const mermaidDiagrams = defineMdastPlugin({
  name: "mermaid-diagrams",
  async code(node, context) {
    if (node.lang !== "mermaid") return;
    const { id, caption } = readDiagram(node.value, node.meta ?? "");
    const isFrench = languageOfPath(context.fileURL?.pathname ?? "") === "fr";
    const svg = await diagram(node.value);
    const shownCaption = escapeHtml(isFrench ? spaceFrench(caption) : caption).replace(
      /`([^`]+)`/g,
      "<code>$1</code>",
    );
    // Focusable, because on a narrow screen it scrolls and must do so from the keyboard too.
    const html = `<figure class="diagram not-content" id="figure-${id}"><div class="diagram-scroll" role="group" tabindex="0" aria-labelledby="caption-${id}">${svg}</div><figcaption id="caption-${id}">${shownCaption}</figcaption></figure>`;
    if (context.sourceFormat !== "mdx") return { type: "html", value: html };
    return {
      type: "mdxJsxFlowElement",
      name: "Fragment",
      attributes: [{ type: "mdxJsxAttribute", name: "set:html", value: html }],
      children: [],
    } satisfies MdastNode;
  },
});
