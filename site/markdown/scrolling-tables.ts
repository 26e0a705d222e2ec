import { defineHastPlugin } from "satteri";

/** Puts each table into a box of its own that scrolls, by keyboard too, where the page is narrow. */
export const scrollingTables = defineHastPlugin({
  name: "scrolling-tables",
  element: {
    filter: ["table"],
    visit(node, context) {
      context.wrapNode(node, {
        type: "element",
        tagName: "div",
        properties: { className: ["table-scroll"], role: "group", tabIndex: 0 },
        children: [],
      });
    },
  },
});
