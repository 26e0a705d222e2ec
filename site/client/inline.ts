/** A piece of inline Markdown: plain text, or an element with its content. */
export type Inline = string | { tag: "code" | "em" | "strong"; content: Inline[] };

const marks = [
  { tag: "code", pattern: /`([^`]+)`/ },
  { tag: "strong", pattern: /\*\*(.+?)\*\*(?!\*)/ },
  { tag: "em", pattern: /\*([^*\s](?:[^*]*[^*\s])?)\*/ },
] as const;

/**
 * Reads the inline Markdown of tasks and hints: `code`, **strong** and *em*, nothing else. What is not one of
 * these is text, HTML included, so the result is safe to turn into nodes.
 */
export function parseInline(markdown: string): Inline[] {
  let first: { tag: "code" | "em" | "strong"; index: number; length: number; inner: string } | undefined;
  for (const { tag, pattern } of marks) {
    const found = pattern.exec(markdown);
    // At the same place the earlier mark wins: ** is strong, not two times em.
    if (found && (first === undefined || found.index < first.index))
      first = { tag, index: found.index, length: found[0].length, inner: found[1] ?? "" };
  }
  if (first === undefined) return markdown === "" ? [] : [markdown];
  const { tag, index, length, inner } = first;
  return [
    ...(index > 0 ? [markdown.slice(0, index)] : []),
    { tag, content: tag === "code" ? [inner] : parseInline(inner) },
    ...parseInline(markdown.slice(index + length)),
  ];
}
