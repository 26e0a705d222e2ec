import { defineMdastPlugin } from "satteri";
import { languageOfPath } from "./language-of-path.ts";

const noBreakSpace = "\u00a0";
const narrowNoBreakSpace = "\u202f";

/**
 * Makes the spaces of French punctuation unbreakable: narrow before `;`, `?` and `!`, full before `:`
 * and inside « ». Authors type ordinary spaces. See Lexique des règles typographiques en usage à
 * l’Imprimerie nationale, « Ponctuation ».
 */
export function spaceFrench(text: string): string {
  return text
    .replace(/ (?=[;?!])/g, narrowNoBreakSpace)
    .replace(/ (?=[:»])/g, noBreakSpace)
    .replace(/(?<=«) /g, noBreakSpace);
}

/** Applies {@link spaceFrench} to the prose, never the code, of the French pages. */
export const frenchSpacing = ({ fileURL }: { fileURL: URL | undefined }) =>
  languageOfPath(fileURL?.pathname ?? "") === "fr" &&
  defineMdastPlugin({
    name: "french-spacing",
    text(node, context) {
      const value = spaceFrench(node.value);
      if (value !== node.value) context.setProperty(node, "value", value);
    },
  });
