import { satteriHeadingIdsPlugin } from "@astrojs/markdown-satteri";
import { defineHastPlugin } from "satteri";
import { languageOfPath } from "./language-of-path.ts";

const linkLabel = { en: "Link to this section: ", fr: "Lien vers cette section : " };

/** Gives every section heading a link to itself, so that a teacher can point at a section. */
export const headingAnchors = ({ fileURL }: { fileURL: URL | undefined }) => {
  const language = languageOfPath(fileURL?.pathname ?? "");
  return [
    satteriHeadingIdsPlugin(),
    defineHastPlugin({
      name: "heading-anchors",
      element: {
        filter: ["h2", "h3", "h4"],
        visit(node, context) {
          const id = node.properties.id;
          if (typeof id !== "string") return;
          const text = context.textContent(node);
          context.appendChild(node, {
            type: "element",
            tagName: "a",
            properties: {
              className: ["heading-anchor"],
              href: `#${id}`,
              ariaLabel: linkLabel[language] + text,
              dataPagefindIgnore: "",
            },
            // The sign itself comes from the style sheet: a child would become part of the heading's text.
            children: [],
          });
        },
      },
    }),
  ];
};
