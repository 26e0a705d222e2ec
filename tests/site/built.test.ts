import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { buildSite } from "../../lab-server/setup/site.ts";
import { consoleCommands } from "../../site/markdown/console-commands.ts";
import { type BuiltPage, builtPages, compressedScriptBytes } from "./built-pages.ts";
import { lessonFiles } from "./lesson-files.ts";

const textPageLimitBytes = 40 * 1024;

let folder: string;
let pages: BuiltPage[];
const page = (address: string): BuiltPage => {
  const found = pages.find((candidate) => candidate.address === address);
  assert.ok(found, `no page at ${address}`);
  return found;
};
const hasLab = (page: BuiltPage) => /<aside[^>]*\sdata-lab/.test(page.html);

before(async () => {
  folder = (await buildSite(() => {})).folder;
  pages = builtPages(folder);
});

test("every page of the course is there, in its language", () => {
  for (const [language, files] of lessonFiles())
    for (const { id } of files) {
      const address = `/${language}/${id.replace(/\.mdx$/, "/").replace(/(^|\/)index\/$/, "$1")}`;
      assert.match(page(address).html, new RegExp(`^<!DOCTYPE html><html lang="${language}"`), address);
    }
});

test("every internal link leads to a page and a place in it", () => {
  let checked = 0;
  for (const { address, attributes } of pages)
    for (const link of attributes("href")) {
      const url = new URL(link, `http://site${address}`);
      if (url.host !== "site") continue;
      const where = `${link} on ${address}`;
      const file = join(folder, decodeURI(url.pathname), url.pathname.endsWith("/") ? "index.html" : "");
      assert.ok(existsSync(file), where);
      const place = decodeURIComponent(url.hash.slice(1));
      if (place) assert.ok(page(url.pathname).attributes("id").includes(place), where);
      checked += 1;
    }
  assert.ok(checked > 50);
});

test("the contents of the course list every lesson, in the page's language", () => {
  for (const [language, files] of lessonFiles()) {
    const links =
      page(`/${language}/start-here/`).html.match(/<nav class="sidebar[\s\S]*?<\/nav>/)?.[0] ?? "";
    for (const { id } of files.filter(({ frontmatter }) => /^module:/m.test(frontmatter)))
      assert.ok(links.includes(`href="/${language}/${id.replace(/\.mdx$/, "/")}"`), `${language}/${id}`);
  }
});

describe("each page", () => {
  test("has every id once", () => {
    for (const { address, attributes } of pages) {
      const ids = attributes("id");
      assert.deepEqual(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        [],
        address,
      );
    }
  });
  test("has one h1 and skips no level of headings", () => {
    for (const { address, html } of pages) {
      const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
      const levels = [...main.matchAll(/<h([1-6])[\s>]/g)].map(([, level]) => Number(level));
      assert.equal(levels.filter((level) => level === 1).length, 1, address);
      for (const [index, level] of levels.entries())
        assert.ok(
          level <= (levels[index - 1] ?? 0) + 1,
          `h${level} after h${levels[index - 1]} on ${address}`,
        );
    }
  });
  test("has a title and a description of its own", () => {
    for (const { address, html } of pages) {
      assert.match(html, /<title>[^<]+<\/title>/, address);
      assert.match(html, /<meta name="description" content="[^"]{40,200}"/, address);
    }
  });
});

test("blocks, figures and exercises of a lesson arrive as written", () => {
  for (const [language, files] of lessonFiles())
    for (const file of files.filter(({ exercises }) => exercises.length > 0)) {
      const built = page(`/${language}/${file.id.replace(/\.mdx$/, "/")}`);
      const commands = file.fences
        .filter(({ meta }) => /\brun\b/.test(meta))
        .map(({ language, code }) => consoleCommands(code, language === "sh" ? "sh" : "console"));
      assert.deepEqual(built.attributes("data-run"), commands);
      const figures = built.html.match(/<figure class="diagram[\s\S]*?<\/figure>/g) ?? [];
      assert.equal(figures.length, file.fences.filter(({ language }) => language === "mermaid").length);
      for (const figure of figures)
        assert.ok(
          /<svg[^>]* role="img".*<title[^>]*>[^<]+<.*<desc[^>]*>[^<]+<.*<figcaption[^>]*>.+<\/fig/s.test(
            figure,
          ),
        );
      assert.deepEqual(built.attributes("data-exercise"), file.exercises);
    }
});

test("the copy button copies what was typed, and no output", () => {
  const copied = page("/en/foundations/namespaces/").attributes("data-code");
  assert.ok(
    copied.includes(
      "hostname\u007funshare --uts bash\u007fhostname hull\u007fhostname\u007fexit\u007fhostname",
    ),
  );
});

test("French punctuation has its unbreakable spaces", () => {
  for (const { address, html } of pages.filter(({ address }) => address.startsWith("/fr/"))) {
    const text = html.replace(/<(script|style|code|pre|svg)[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, "\n");
    assert.doesNotMatch(text, / [;?!»]|« /, address);
  }
});

test("pages without a terminal ship nothing of it, and little script", () => {
  const texts = pages.filter((candidate) => !hasLab(candidate));
  assert.ok(texts.length >= 4);
  for (const text of texts) {
    assert.doesNotMatch(text.html, /data-run=|data-exercise=|class="lab-/, text.address);
    const bytes = compressedScriptBytes(folder, text);
    assert.ok(bytes <= textPageLimitBytes, `${text.address} ships ${bytes} bytes of script`);
  }
});

test("no mermaid reaches the reader", () => {
  for (const file of globSync("_astro/*.js", { cwd: folder }))
    assert.doesNotMatch(readFileSync(join(folder, file), "utf8"), /mermaid/i, file);
});

test("the door knows both languages, with script and without", () => {
  const { html } = page("/");
  assert.match(html, /<noscript><meta http-equiv="refresh" content="0; url=\/en\/"/);
  assert.match(html, /href="\/en\/"[\s\S]*href="\/fr\/"/);
});

test("both languages can be searched", () => {
  const { languages } = JSON.parse(readFileSync(join(folder, "pagefind/pagefind-entry.json"), "utf8"));
  assert.ok(languages.en.page_count >= 3);
  assert.ok(languages.fr.page_count >= 3);
});
