/** Breaks a paragraph into lines of at most `width` characters, each behind `indent` spaces. A long word stays whole. */
export function wrapText(paragraph: string, { width, indent }: { width: number; indent: number }): string {
  const margin = " ".repeat(indent);
  // One that begins with spaces has its lines already.
  if (paragraph.startsWith(" ")) return paragraph.replace(/^/gm, margin);
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(/\s+/)) {
    if (line !== "" && margin.length + line.length + 1 + word.length > width) {
      lines.push(margin + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, margin + line].join("\n");
}
