import { readConsole } from "./read-console.ts";

/**
 * The commands in a block: all of a shell script, and of a console session what was typed, without
 * prompts and output.
 *
 * @returns lines joined by newlines, without a newline at the end
 */
export function consoleCommands(code: string, language: "console" | "sh"): string {
  if (language === "sh") return code.trim();
  return readConsole(code)
    .filter((line) => line.kind === "typed")
    .map((line) => line.text)
    .join("\n");
}
