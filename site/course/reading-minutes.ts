/** Words of prose that a student reads in a minute, slower than a novel. */
const wordsPerMinute = 180;
/** Lines of commands and their output that a student reads in a minute. */
const codeLinesPerMinute = 20;

/**
 * Minutes that it takes to read a lesson, at least 1: its prose and its code, without the time for
 * the exercises.
 *
 * @param source the MDX of the lesson, without its frontmatter
 */
export function readingMinutes(source: string): number {
  let codeLines = 0;
  const prose = source
    .replace(/^(`{3,}|~{3,})(\S*).*\n([\s\S]*?)^\1[`~]*$/gm, (_, _fence, language: string, code: string) => {
      // A diagram is looked at, not read line by line: count it as a few lines.
      codeLines += language === "mermaid" ? 5 : code.split("\n").length - 1;
      return "";
    })
    .replace(/<[^>]*>/g, " ")
    .replace(/\]\([^)]*\)/g, "]");
  const words = prose.match(/[\p{L}\p{N}][\p{L}\p{N}'’_-]*/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / wordsPerMinute + codeLines / codeLinesPerMinute));
}
