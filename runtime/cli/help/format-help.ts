import type { HelpPage } from "./help-page.ts";
import { wrapText } from "./wrap-text.ts";

const width = 80;
const textIndent = 7;
const optionIndent = 14;

/** A page as text of 80 columns, laid out as manual pages are. */
export function formatHelp(page: HelpPage): string {
  const { syntax, summary, description, sections = [], examples } = page;
  const title = syntax.name === "cloison" ? "cloison" : `cloison ${syntax.name}`;
  const options = optionLines(page);
  return [
    section("NAME", [`${title} - ${summary}`]),
    section("SYNOPSIS", synopses(page)),
    section("DESCRIPTION", description),
    options === "" ? "" : `OPTIONS\n${options}\n`,
    ...sections.map(([name, ...paragraphs]) => section(name, paragraphs)),
    section(
      "EXAMPLES",
      examples.flatMap(([purpose, line]) => [`${purpose}:`, `    ${line}`]),
    ),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

function section(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((paragraph) => wrapText(paragraph, { width, indent: textIndent }));
  return `${title}\n${body.join("\n\n")}\n`;
}

function synopses({ syntax, operands }: HelpPage): string[] {
  const forms = typeof operands === "string" ? [operands] : operands;
  if (syntax.name === "cloison") return forms.map((form) => `cloison ${form}`);
  const options = Object.keys(syntax.options).length === 0 ? "" : " [options]";
  return forms.map((form) => `cloison [global options] ${syntax.name}${options} ${form}`.trimEnd());
}

function optionLines({ syntax, options }: HelpPage): string {
  return Object.entries(syntax.options)
    .map(([name, { short }]) => {
      const help = options[name] ?? "";
      const [value, text] = typeof help === "string" ? ["", help] : [` ${help[0]}`, help[1]];
      const names = short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
      const heading = " ".repeat(textIndent) + names.map((each) => each + value).join(", ");
      return `${heading}\n${wrapText(text, { width, indent: optionIndent })}\n`;
    })
    .join("\n")
    .trimEnd();
}
