const before = 5;

/** The lines of criu's log that tell of errors, each with the few before it, and numbered. */
export function quoteLog(text: string): string[] {
  const lines = text.split("\n");
  const quoted: string[] = [];
  let next = 0;
  for (const [index, line] of lines.entries()) {
    if (!line.includes("Error")) continue;
    if (quoted.length > 0 && index - before > next) quoted.push("...");
    for (let each = Math.max(next, index - before); each <= index; each++)
      quoted.push(`${each + 1}: ${lines[each] ?? ""}`);
    next = index + 1;
  }
  return quoted;
}
