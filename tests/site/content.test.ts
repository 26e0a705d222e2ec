import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { catalog } from "../../labs/catalog.ts";
import { diagramKey } from "../../site/diagrams/diagram-key.ts";
import { cacheFolder } from "../../site/diagrams/mermaid-diagrams.ts";
import { readDiagram } from "../../site/diagrams/read-diagram.ts";
import { consoleCommands } from "../../site/markdown/console-commands.ts";
import { type LessonFile, lessonFiles } from "./lesson-files.ts";

const files = lessonFiles();
const english = files.get("en") ?? [];
const french = files.get("fr") ?? [];
const everyFile = [...files.values()].flat();

const code = (file: LessonFile) => file.fences.filter((fence) => fence.language !== "mermaid");
const diagrams = (file: LessonFile) => file.fences.filter((fence) => fence.language === "mermaid");
const figureIds = (file: LessonFile) => diagrams(file).map(({ code, meta }) => readDiagram(code, meta).id);
const isLab = (file: LessonFile) => /^lab: true$/m.test(file.frontmatter);

test("there are pages, and a lesson among them", () => {
  assert.ok(english.length >= 3);
  assert.ok(english.some((file) => file.exercises.length > 0));
});

test("both languages have the same pages", () => {
  assert.deepEqual(
    french.map((file) => file.id),
    english.map((file) => file.id),
  );
});

for (const [index, file] of english.entries()) {
  const translation = french[index];
  if (!translation) continue;
  describe(`${file.id} in English and French`, () => {
    test("has the same exercises", () => assert.deepEqual(translation.exercises, file.exercises));
    test("has the same figures", () => assert.deepEqual(figureIds(translation), figureIds(file)));
    test("has the same commands and outputs", () => assert.deepEqual(code(translation), code(file)));
    test("has the same sections", () => {
      const levels = ({ body }: LessonFile) => body.match(/^#{2,4}(?= )/gm) ?? [];
      assert.deepEqual(levels(translation), levels(file));
    });
    test("has the same facts in its head", () => {
      const facts = ({ frontmatter }: LessonFile) =>
        frontmatter.match(/^(module|order|level|lab|template):.*$/gm);
      assert.deepEqual(facts(translation), facts(file));
      for (const name of ["objectives", "prerequisites"])
        assert.equal(translation.list(name).length, file.list(name).length, name);
    });
    test("points at the same places outside", () => {
      const links = ({ body }: LessonFile) => (body.match(/\]\(https?:[^)]*\)/g) ?? []).sort();
      assert.deepEqual(links(translation), links(file));
    });
  });
}

for (const file of everyFile) {
  describe(`${file.language}/${file.id}`, () => {
    test("lists the exercises of its text, and the catalogue has them for this lesson", () => {
      assert.deepEqual(file.list("exercises"), file.exercises);
      for (const id of file.exercises) {
        const exercise = catalog.get(id);
        assert.ok(exercise, `labs/catalog.ts has no exercise "${id}"`);
        assert.equal(`${exercise.module}/${exercise.lesson}.mdx`, file.id);
      }
    });
    test("has run buttons only beside a terminal, and each types something", () => {
      for (const { language, meta, code } of file.fences.filter(({ meta }) => /\brun\b/.test(meta))) {
        assert.ok(isLab(file), "a block has a run button, but the page has no terminal: set lab: true");
        assert.ok(language === "console" || language === "sh", `a ${language} block cannot run`);
        assert.notEqual(consoleCommands(code, language), "", meta);
      }
    });
    test("opens every block in a way that Markdown sees", () => {
      // Backticks on the opening line of a backtick fence make a paragraph of it.
      assert.doesNotMatch(file.body, /^```.*`.*$/m);
    });
  });
}

test("every diagram is in the cache, and nothing else is", () => {
  const needed = everyFile.flatMap((file) => diagrams(file).map(({ code }) => `${diagramKey(code)}.svg`));
  assert.ok(needed.length > 0);
  assert.deepEqual(
    readdirSync(cacheFolder).sort(),
    [...new Set(needed)].sort(),
    "site/diagrams/cache does not fit the diagrams: build the site with a browser at hand, remove the others, commit",
  );
});
