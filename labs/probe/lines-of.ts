/** The lines of a kernel file, which ends each with a newline; none for an empty file. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
