import { containerId } from "./container-id.ts";
import type { GlobalOptions } from "./global-options.ts";
import { parseOptions } from "./parse-options.ts";
import type { CommandLine, Syntax } from "./syntax.ts";

/** What a command answers: the exit status; none is 0. */
type Answer = number | undefined | Promise<number | undefined>;

/** A command of the program: takes the words behind its name. */
export type Command = (words: readonly string[], globals: GlobalOptions) => Answer;

/** A command line as a command's body gets it. */
export interface Invocation<S extends Syntax> extends CommandLine<S> {
  globals: GlobalOptions;
}

/** Makes a command of its grammar and its body. */
export function command<S extends Syntax>(syntax: S, body: (invocation: Invocation<S>) => Answer): Command {
  return (words, globals) => body({ ...parseOptions(syntax, words), globals });
}

/** As {@link command}, for one whose first operand is a container's id. */
export function containerCommand<S extends Syntax>(
  syntax: S,
  body: (id: string, invocation: Invocation<S>) => Answer,
): Command {
  return command(syntax, (invocation) => body(containerId(invocation.operands[0] ?? ""), invocation));
}
