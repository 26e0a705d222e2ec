const longest = 40;

/**
 * A name that someone in the machine has chosen (a comm, a hostname, a path), as a code span that it cannot
 * leave: control and invisible characters, line ends and backticks are replaced, and it is cut at 40 characters.
 */
export function quoteName(name: string): string {
  // \p{C} holds control, format (bidirectional marks among them) and unassigned characters; \p{Z} all blanks.
  const shown = [...name.replace(/[\p{C}`]/gu, "�").replace(/\p{Z}/gu, " ")];
  const cut = shown.length > longest ? [...shown.slice(0, longest - 1), "…"] : shown;
  return `\`${cut.join("") || "�"}\``;
}
