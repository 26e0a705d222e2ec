import { i18nLoader } from "@astrojs/starlight/loaders";
import { docsSchema, i18nSchema } from "@astrojs/starlight/schema";
import { defineCollection } from "astro/content/config";
import { glob } from "astro/loaders";
import { lessonFrontmatter } from "./course/lesson-frontmatter.ts";

export const collections = {
  // Starlight wants the name "docs"; the files stand in the repository's own content/ folder.
  docs: defineCollection({
    loader: glob({ base: "./content", pattern: "**/[^_]*.mdx" }),
    schema: docsSchema({ extend: lessonFrontmatter }),
  }),
  // What Starlight's own controls say, where its translation can be bettered.
  i18n: defineCollection({ loader: i18nLoader(), schema: i18nSchema() }),
};
