/** One line of a console block: what was typed, without its prompt, or what was printed. */
export interface ConsoleLine {
  kind: "typed" | "printed";
  /** `$ `, `# ` or, in the lines of a command that goes on, `> `. Empty for printed lines. */
  prompt: string;
  text: string;
}

/**
 * Tells commands from output in a console block. A line is typed when it starts with the prompt `$ ` or
 * `# `; after a typed line that ends with a backslash the next one is typed, too, whether or not it shows
 * the shell's second prompt `> `.
 */
export function readConsole(code: string): ConsoleLine[] {
  let continues = false;
  return code.split("\n").map((line) => {
    const prompt = (continues ? /^(> )?/ : /^[$#] /).exec(line)?.[0];
    if (prompt === undefined) return { kind: "printed", prompt: "", text: line };
    const text = line.slice(prompt.length);
    continues = text.endsWith("\\");
    return { kind: "typed", prompt, text };
  });
}
