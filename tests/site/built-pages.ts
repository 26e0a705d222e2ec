import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";

/** A page of the built site. */
export interface BuiltPage {
  /** Its address, from the root of the site. */
  address: string;
  html: string;
  /** Values of an attribute, wherever it stands, with the few entities that the build writes resolved. */
  attributes: (name: string) => string[];
}

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#34;": '"',
};

const resolveEntities = (text: string) =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&(amp|lt|gt|quot|#39|#34);/g, (entity) => entities[entity] ?? entity);

/** Every page in a folder made by buildSite. */
export function builtPages(folder: string): BuiltPage[] {
  return globSync("**/*.html", { cwd: folder })
    .sort()
    .map((file) => {
      const html = readFileSync(join(folder, file), "utf8");
      return {
        address: `/${file.replace(/(^|\/)index\.html$/, "$1")}`,
        html,
        attributes: (name) =>
          [...html.matchAll(new RegExp(`<[^>]*?\\s${name}="([^"]*)"`, "g"))].map(([, value = ""]) =>
            resolveEntities(value),
          ),
      };
    });
}

/**
 * Scripts that a page loads, with all they import, also later: paths from the site's root. Not the index
 * of the search, whose address is put together when somebody searches.
 */
export function scriptsOf(folder: string, page: BuiltPage): Set<string> {
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    const source = readFileSync(join(folder, path), "utf8");
    for (const [, specifier = ""] of source.matchAll(/(?:from|import)\s*\(?\s*["'`]([^"'`$]+\.js)["'`]/g))
      visit(specifier.startsWith("/") ? specifier : join(dirname(path), specifier));
  };
  for (const [, path = ""] of page.html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)) visit(path);
  return found;
}

/** Bytes of JavaScript that a page ships, compressed as a server would: its files and what stands in it. */
export function compressedScriptBytes(folder: string, page: BuiltPage): number {
  const files = [...scriptsOf(folder, page)].map(
    (path) => brotliCompressSync(readFileSync(join(folder, path))).length,
  );
  const inline = [...page.html.matchAll(/<script(?![^>]*\ssrc=)(?![^>]*json)[^>]*>([\s\S]*?)<\/script>/g)];
  const inlineBytes = brotliCompressSync(inline.map(([, source = ""]) => source).join("\n")).length;
  return files.reduce((sum, bytes) => sum + bytes, inline.length > 0 ? inlineBytes : 0);
}
