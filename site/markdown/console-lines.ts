import {
  type AnnotationRenderOptions,
  definePlugin,
  ExpressiveCodeAnnotation,
} from "@astrojs/starlight/expressive-code";
import { addClassName, h } from "@astrojs/starlight/expressive-code/hast";
import { readConsole } from "./read-console.ts";

class Prompt extends ExpressiveCodeAnnotation {
  override render({ nodesToTransform }: AnnotationRenderOptions) {
    return nodesToTransform.map((node) => h("span", { className: ["prompt"] }, [node]));
  }
}

/**
 * Colours console blocks by what matters in them: typed lines stand out, printed ones step back, and
 * prompts are not selected with the rest. Highlighting them as a language guesses, and guesses wrong.
 */
export const consoleLines = definePlugin({
  name: "Console lines",
  hooks: {
    postprocessAnnotations: ({ codeBlock }) => {
      if (codeBlock.language !== "console") return;
      const lines = readConsole(codeBlock.code);
      for (const [index, line] of codeBlock.getLines().entries()) {
        for (const annotation of line.getAnnotations()) line.deleteAnnotation(annotation);
        const columnEnd = lines[index]?.prompt.length ?? 0;
        if (columnEnd > 0) line.addAnnotation(new Prompt({ inlineRange: { columnStart: 0, columnEnd } }));
      }
    },
    postprocessRenderedLine: ({ codeBlock, lineIndex, renderData }) => {
      if (codeBlock.language !== "console") return;
      const line = readConsole(codeBlock.code)[lineIndex];
      if (line) addClassName(renderData.lineAst, line.kind);
    },
  },
});
