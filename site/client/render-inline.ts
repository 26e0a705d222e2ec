import { type Inline, parseInline } from "./inline.ts";

const node = (inline: Inline): Node | string => {
  if (typeof inline === "string") return inline;
  const element = document.createElement(inline.tag);
  element.append(...inline.content.map(node));
  return element;
};

/** Replaces what is in `target` by inline Markdown. Makes nodes, never HTML from text. */
export function renderInline(target: Element, markdown: string): void {
  target.replaceChildren(...parseInline(markdown).map(node));
}
