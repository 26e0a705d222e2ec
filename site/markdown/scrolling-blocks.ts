import { definePlugin } from "@astrojs/starlight/expressive-code";
import { select } from "@astrojs/starlight/expressive-code/hast";

/**
 * Lets the keyboard scroll blocks that are wider than the page. Expressive Code's script takes both
 * attributes away from blocks that fit; left to itself it makes every wide block a nameless landmark.
 */
export const scrollingBlocks = definePlugin({
  name: "Scrolling blocks",
  hooks: {
    postprocessRenderedBlock: ({ renderData }) => {
      const block = select("pre", renderData.blockAst);
      if (block) Object.assign(block.properties, { tabIndex: 0, role: "group" });
    },
  },
});
