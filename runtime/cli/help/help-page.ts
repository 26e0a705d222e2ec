import type { Syntax } from "../syntax.ts";

/** What an option does. Of one with a value: the value's name, then the text. */
type OptionHelp<Kind> = Kind extends "flag" ? string : readonly [value: string, text: string];

/** A manual page. The names of the options come from the grammar, so that it and the page cannot differ. */
export interface HelpPage<S extends Syntax = Syntax> {
  syntax: S;
  /** One line for NAME and for the list of commands. */
  summary: string;
  /** What follows the options in SYNOPSIS; a list where there is more than one form. */
  operands: string | readonly string[];
  /** Paragraphs. One that begins with spaces is shown as it is. */
  description: readonly string[];
  options: { readonly [Name in keyof S["options"]]: OptionHelp<S["options"][Name]["kind"]> };
  /** Further sections: a title, and paragraphs as above. */
  sections?: readonly (readonly [title: string, ...paragraphs: string[]])[];
  /** What somebody wants, and the line that does it. */
  examples: readonly (readonly [purpose: string, line: string])[];
}
