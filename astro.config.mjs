import { satteri } from "@astrojs/markdown-satteri";
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import { lessonSlugs } from "./site/course/lesson-slugs.ts";
import { modules } from "./site/course/modules.ts";
import { mermaidDiagrams } from "./site/diagrams/mermaid-diagrams.ts";
import { consoleLines } from "./site/markdown/console-lines.ts";
import { frenchSpacing } from "./site/markdown/french-spacing.ts";
import { headingAnchors } from "./site/markdown/heading-anchors.ts";
import { languageOfPath } from "./site/markdown/language-of-path.ts";
import { lessonComponents } from "./site/markdown/lesson-components.ts";
import { runButton } from "./site/markdown/run-button.ts";
import { scrollingBlocks } from "./site/markdown/scrolling-blocks.ts";
import { scrollingTables } from "./site/markdown/scrolling-tables.ts";

export default defineConfig({
  srcDir: "./site",
  publicDir: "./site/public",
  outDir: "./dist/site",
  trailingSlash: "always",
  // Pages are read on the machine that serves them: fetching ahead would cost script and gain nothing.
  prefetch: false,
  // The sheets are small when compressed, and nothing is drawn before they are there.
  build: { inlineStylesheets: "always" },
  devToolbar: { enabled: false },
  // Astro's own head-inject mark in MDX modules is not lost: Rolldown warns of it for every page.
  vite: { build: { rolldownOptions: { checks: { moduleLevelDirective: false } } } },
  markdown: {
    processor: satteri({
      mdastPlugins: [lessonComponents, mermaidDiagrams, frenchSpacing],
      hastPlugins: [headingAnchors, scrollingTables],
    }),
  },
  integrations: [
    starlight({
      title: "Cloison",
      favicon: "/favicon.svg",
      logo: { src: "./site/course/cloison.svg", alt: "" },
      defaultLocale: "en",
      locales: {
        en: { label: "English", lang: "en" },
        fr: { label: "Français", lang: "fr" },
      },
      sidebar: [
        { slug: "start-here" },
        ...modules.map((module) => ({
          label: module.title.en,
          translations: { fr: module.title.fr },
          items: lessonSlugs(module.id),
        })),
      ],
      customCss: [
        "./site/styles/fonts.css",
        "./site/styles/tokens.css",
        "./site/styles/text.css",
        "./site/styles/code.css",
        "./site/styles/diagrams.css",
        "./site/styles/print.css",
      ],
      components: {
        Head: "./site/layout/Head.astro",
        Hero: "./site/layout/Hero.astro",
        PageFrame: "./site/layout/PageFrame.astro",
        Search: "./site/layout/Search.astro",
        PageTitle: "./site/layout/PageTitle.astro",
        TwoColumnContent: "./site/layout/TwoColumnContent.astro",
      },
      expressiveCode: {
        themes: ["github-dark-default", "github-light-default"],
        plugins: [consoleLines, runButton, scrollingBlocks],
        getBlockLocale: ({ file }) => languageOfPath(file.path),
        styleOverrides: {
          borderRadius: "0.375rem",
          borderColor: "var(--sl-color-gray-5)",
          codeBackground: "var(--code-ground)",
          codeFontSize: "0.84375rem",
          codeLineHeight: "1.6",
          frames: { terminalBackground: "var(--code-ground)", frameBoxShadowCssValue: "none" },
        },
      },
      // Headings get their anchors from site/markdown: Starlight's own are in English outside its default folder.
      markdown: { headingLinks: false },
      credits: false,
      disable404Route: true,
    }),
  ],
});
