/*
 * A command line's grammar as data. The tables in syntax/ follow runc's, because what calls runc (containerd, podman,
 * scripts) must be able to call this.
 */

/** What an option is followed by. Those in the plural may be repeated. */
export type OptionKind = "flag" | "text" | "texts" | "integer" | "integers" | "duration";

export interface OptionSyntax {
  kind: OptionKind;
  /** A second, one-letter name. */
  short?: string;
}

export interface Syntax {
  /** The command's name; of the program itself for the options before the command. */
  name: string;
  /** By name, without dashes. */
  options: Readonly<Record<string, OptionSyntax>>;
  /** How many words that are not options there must be. */
  operands: { least: number; most: number };
  /** What follows the first operand belongs to another program, dashes and all. */
  firstOperandEndsOptions?: true;
}

interface ValueOf {
  /** undefined: not given. false: by `--name=false` only. */
  flag: boolean;
  text: string;
  texts: readonly string[];
  integer: number;
  integers: readonly number[];
  /** Milliseconds. */
  duration: number;
}

/** The values of a grammar's options; undefined where one was not given. */
export type OptionValues<S extends Syntax> = {
  readonly [Name in keyof S["options"]]: ValueOf[S["options"][Name]["kind"]] | undefined;
};

export interface CommandLine<S extends Syntax> {
  options: OptionValues<S>;
  operands: readonly string[];
}
