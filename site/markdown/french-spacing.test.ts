import assert from "node:assert/strict";
import { test } from "node:test";
import { mdxToJs } from "satteri";
import { frenchSpacing, spaceFrench } from "./french-spacing.ts";

test("each mark gets its own space", () => {
  assert.equal(
    spaceFrench("Pourquoi ? Voici : « oui » ; non !"),
    "Pourquoi\u202f? Voici\u00a0: «\u00a0oui\u00a0»\u202f; non\u202f!",
  );
});

test("addresses and times keep their colons", () => {
  assert.equal(spaceFrench("à 10:30, https://example.org"), "à 10:30, https://example.org");
});

async function compile(path: string): Promise<string> {
  const source = "Un `a ? b : c` ? Oui\n";
  const fileURL = new URL(`file://${path}`);
  return (await mdxToJs(source, { fileURL, mdastPlugins: [frenchSpacing] })).code;
}

test("prose of French pages changes, code and English pages do not", async () => {
  const french = await compile("/x/content/fr/a.mdx");
  assert.match(french, /\u202f\? Oui|\\u202f\? Oui/);
  assert.match(french, /a \? b : c/);
  assert.match(await compile("/x/content/en/a.mdx"), / \? Oui/);
});
