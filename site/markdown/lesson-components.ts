import { defineMdastPlugin } from "satteri";

/** The components that a lesson may use, and how the page comes by them. */
const imports: Record<string, string> = {
  Exercise: 'import Exercise from "/site/components/lab/Exercise.astro";',
  Aside: 'import { Aside } from "@astrojs/starlight/components";',
};

/** Imports the components that an MDX page uses, so that lessons hold no code. */
export const lessonComponents = defineMdastPlugin({
  name: "lesson-components",
  before(root, context) {
    for (const [name, value] of Object.entries(imports)) {
      if (!new RegExp(`^\\s*<${name}\\b`, "m").test(context.source)) continue;
      context.prependChild(root, { type: "mdxjsEsm", value });
    }
  },
});
