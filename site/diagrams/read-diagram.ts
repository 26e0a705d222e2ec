/** What an author writes about a diagram, beside drawing it. */
export interface DiagramText {
  /** Names the figure, the same in every language: lower-case words joined by hyphens. */
  id: string;
  caption: string;
}

/**
 * Reads and checks what accompanies a mermaid block:
 *
 *     ~~~mermaid id="clone-unshare" caption="`clone` and `unshare`, two ways into a new namespace."
 *     flowchart LR
 *       accTitle: Clone and unshare
 *       accDescr: clone creates a child inside the new namespace; unshare moves …
 *
 * `accTitle` and `accDescr` are mermaid's own and become the drawing's text alternative.
 *
 * @throws when one of the four is missing
 */
export function readDiagram(source: string, meta: string): DiagramText {
  const read = (name: string) => new RegExp(`(?:^|\\s)${name}="([^"]+)"`).exec(meta)?.[1]?.trim();
  const id = read("id");
  const caption = read("caption");
  const missing = [
    id === undefined && 'id="…" after ~~~mermaid',
    caption === undefined && 'caption="…" after ~~~mermaid',
    !/^\s*accTitle\s*:/m.test(source) && "accTitle: … in the diagram",
    !/^\s*accDescr\s*[:{]/m.test(source) && "accDescr: … in the diagram, for those who cannot see it",
  ].filter((name) => name !== false);
  if (id === undefined || caption === undefined || missing.length > 0)
    throw new Error(`Cannot take a diagram into the page: it lacks ${missing.join(" and ")}.`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    throw new Error(
      `Cannot take a diagram into the page: its id "${id}" is not lower-case words joined by hyphens.`,
    );
  return { id, caption };
}
