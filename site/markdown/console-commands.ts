/**
 * The commands in a block: every line of a shell script, and of a console session the text after the
 * prompts `$ ` and `# ` alone, without any output. A command that goes on after a backslash at the
 * end of a line, shown behind the shell's second prompt `> `, stays one command.
 *
 * @returns what a student would type, lines joined by newlines, without a newline at the end
 */
export function consoleCommands(code: string, language: "console" | "sh"): string {
  if (language === "sh") return code.trim();
  const commands: string[] = [];
  let continues = false;
  for (const line of code.split("\n")) {
    const typed = continues ? line.replace(/^> /, "") : /^[$#] (.*)$/.exec(line)?.[1];
    if (typed === undefined) continue;
    commands.push(typed);
    continues = typed.endsWith("\\");
  }
  return commands.join("\n");
}
