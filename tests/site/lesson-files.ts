import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Language, languages } from "../../site/course/languages.ts";

/** The folder with the course's texts. */
export const contentFolder = join(import.meta.dirname, "../../content");

/** A fenced block of a page. */
export interface Fence {
  language: string;
  /** What follows the language on the opening line. */
  meta: string;
  code: string;
}

/** A page of the course as its author wrote it. */
export interface LessonFile {
  language: Language;
  /** The path under the language's folder, the same in every language. */
  id: string;
  frontmatter: string;
  /** What the frontmatter lists under a name. */
  list: (name: string) => string[];
  body: string;
  fences: Fence[];
  /** Ids of the exercises in the text, in order. */
  exercises: string[];
}

function readLesson(language: Language, id: string): LessonFile {
  const source = readFileSync(join(contentFolder, language, id), "utf8");
  const [, frontmatter = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  const fences = [...body.matchAll(/^(`{3,}|~{3,})(\S*)(.*)\n([\s\S]*?)^\1$/gm)].map(
    ([, , language = "", meta = "", code = ""]) => ({ language, meta: meta.trim(), code }),
  );
  return {
    language,
    id,
    frontmatter,
    list: (name) => {
      const [, items = ""] = new RegExp(`^${name}:\\n((?: {2}- .*\\n?)*)`, "m").exec(frontmatter) ?? [];
      return [...items.matchAll(/^ {2}- (.*)$/gm)].map(([, item = ""]) => item);
    },
    body,
    fences,
    exercises: [...body.matchAll(/<Exercise\s+id="([^"]*)"/g)].map(([, id = ""]) => id),
  };
}

/** Every page of the course, by language. */
export function lessonFiles(): Map<Language, LessonFile[]> {
  return new Map(
    languages.map((language) => [
      language,
      globSync("**/*.mdx", { cwd: join(contentFolder, language) })
        .sort()
        .map((id) => readLesson(language, id)),
    ]),
  );
}
