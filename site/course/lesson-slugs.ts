import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const content = join(import.meta.dirname, "../../content/en");

/**
 * The lessons of a module in their order, as slugs without the language. Read from the English files,
 * because the other languages have the same; Starlight's own lists look in its default folder only.
 */
export function lessonSlugs(moduleId: string): string[] {
  const lessons = readdirSync(join(content, moduleId))
    .filter((file) => file.endsWith(".mdx"))
    .map((file) => {
      const order = /^order: (\d+)$/m.exec(readFileSync(join(content, moduleId, file), "utf8"))?.[1];
      return { slug: `${moduleId}/${file.slice(0, -".mdx".length)}`, order: Number(order) };
    });
  return lessons.sort((a, b) => a.order - b.order).map(({ slug }) => slug);
}
