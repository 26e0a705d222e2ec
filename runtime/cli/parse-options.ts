import { HelpRequest } from "./help-request.ts";
import { parseDuration } from "./parse-duration.ts";
import { parseInteger } from "./parse-integer.ts";
import type { CommandLine, OptionKind, OptionValues, Syntax } from "./syntax.ts";
import { UsageError } from "./usage-error.ts";

const truths: Readonly<Record<string, boolean>> = {
  ...{ "1": true, t: true, T: true, true: true, TRUE: true, True: true },
  ...{ "0": false, f: false, F: false, false: false, FALSE: false, False: false },
};

/**
 * Parses the words after a command (or after the program, for the options before the command), by the rules of runc's
 * parser: one dash is as good as two; a value follows after a space or a "="; a flag's value only after a "="; one-letter
 * options cannot be joined; "--" ends the options; the last value wins. Options may follow operands unless the grammar
 * says otherwise. Throws {@link UsageError}, or {@link HelpRequest} on --help or -h.
 */
export function parseOptions<S extends Syntax>(syntax: S, words: readonly string[]): CommandLine<S> {
  const options: Record<string, unknown> = {};
  const operands: string[] = [];
  let wantsHelp = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      if (syntax.firstOperandEndsOptions) {
        operands.push(...words.slice(index));
        break;
      }
      operands.push(word);
      continue;
    }
    const given = word.slice(word.startsWith("--") ? 2 : 1);
    if (given.startsWith("-") || given.startsWith("=")) throw new UsageError(`bad flag syntax: ${word}`);
    const equals = given.indexOf("=");
    const name = equals < 0 ? given : given.slice(0, equals);
    const value = equals < 0 ? undefined : given.slice(equals + 1);
    const [longName, kind] = optionOf(syntax, name);
    if (kind === "flag") {
      options[longName] = flagValue(name, value ?? "true");
      wantsHelp ||= longName === helpName && options[longName] === true;
    } else {
      const text = value ?? words[++index];
      if (text === undefined) throw new UsageError(`flag needs an argument: -${name}`);
      options[longName] = parsedValue(kind, { name, text, before: options[longName] });
    }
  }
  if (wantsHelp) throw new HelpRequest();
  checkCount(syntax, operands.length);
  return { options: options as OptionValues<S>, operands };
}

const helpName = "help";

/** The long name and kind of the option that a word names. */
function optionOf(syntax: Syntax, name: string): [string, OptionKind] {
  const exact = Object.hasOwn(syntax.options, name) ? syntax.options[name] : undefined;
  if (exact) return [name, exact.kind];
  for (const [longName, { kind, short }] of Object.entries(syntax.options))
    if (short === name) return [longName, kind];
  if (name === helpName || name === "h") return [helpName, "flag"];
  throw new UsageError(`flag provided but not defined: -${name}`);
}

function flagValue(name: string, text: string): boolean {
  const value = Object.hasOwn(truths, text) ? truths[text] : undefined;
  if (value === undefined)
    throw new UsageError(`invalid boolean value ${JSON.stringify(text)} for -${name}: parse error`);
  return value;
}

function parsedValue(
  kind: Exclude<OptionKind, "flag">,
  { name, text, before }: { name: string; text: string; before: unknown },
): unknown {
  if (kind === "text") return text;
  if (kind === "texts") return [...((before as string[] | undefined) ?? []), text];
  const number = kind === "duration" ? parseDuration(text) : parseInteger(text);
  if (number === undefined)
    throw new UsageError(`invalid value ${JSON.stringify(text)} for flag -${name}: parse error`);
  return kind === "integers" ? [...((before as number[] | undefined) ?? []), number] : number;
}

function checkCount({ name, operands: { least, most } }: Syntax, count: number): void {
  const complain = (amount: string, bound: number) => {
    throw new UsageError(`cloison: "${name}" requires ${amount} ${bound} argument(s)`);
  };
  if (least === most && count !== least) complain("exactly", least);
  if (count < least) complain("a minimum of", least);
  if (count > most) complain("a maximum of", most);
}
