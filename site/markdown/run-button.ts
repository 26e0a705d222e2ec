import { definePlugin } from "@astrojs/starlight/expressive-code";
import { h, select } from "@astrojs/starlight/expressive-code/hast";
import { consoleCommands } from "./console-commands.ts";

const label = { en: "Run in the terminal", fr: "Exécuter dans le terminal" };

/**
 * Gives a block marked `run` (```` ```console run ````) a button that types its commands into the
 * lesson's terminal: `<button type="button" data-run="…">`, which `site/client` listens to. Also makes
 * the copy button of every console block copy the commands without prompts and output.
 */
export const runButton = definePlugin({
  name: "Run button",
  hooks: {
    preprocessMetadata: ({ codeBlock }) => {
      if (codeBlock.metaOptions.getBoolean("run") && !["console", "sh"].includes(codeBlock.language))
        throw new Error(
          `Cannot give a ${codeBlock.language || "plain"} block a run button: only console and sh blocks hold commands. Remove "run" or name the language.`,
        );
    },
    postprocessRenderedBlock: ({ codeBlock, renderData, locale }) => {
      const { language, metaOptions } = codeBlock;
      if (language !== "console" && language !== "sh") return;
      const commands = consoleCommands(codeBlock.code, language);
      const copy = select(".copy", renderData.blockAst);
      const copyButton = copy && select("button", copy);
      if (copy && commands === "") copy.properties.hidden = true;
      // The copy script of Expressive Code expects DEL for each newline.
      else if (copyButton) copyButton.properties.dataCode = commands.replaceAll("\n", "\u007f");
      if (!metaOptions.getBoolean("run")) return;
      if (commands === "")
        throw new Error(
          `Cannot give a block a run button: no line of it starts with a prompt.\n${codeBlock.code}`,
        );
      const button = h(
        "button",
        { type: "button", dataRun: commands },
        locale === "fr" ? label.fr : label.en,
      );
      renderData.blockAst.children.push(h("div", { class: "run" }, [button]));
    },
  },
});
