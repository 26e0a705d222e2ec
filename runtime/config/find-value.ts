import type { Path } from "./config-error.ts";

/** Where a value stands in a text: offsets of its first character and of the first behind it. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Finds a value in JSON text that JSON.parse has accepted, without making anything of the rest. undefined: there is
 * none at that path. Of members with one name the last counts, as for JSON.parse.
 */
export function findValue(text: string, path: Path): Span | undefined {
  let start = skipBlanks(text, 0);
  for (const step of path) {
    const found =
      text[start] === "{"
        ? findMember(text, start, step)
        : text[start] === "["
          ? findItem(text, start, step)
          : undefined;
    if (found === undefined) return undefined;
    start = found;
  }
  return { start, end: skipValue(text, start) };
}

function findMember(text: string, start: number, name: string | number): number | undefined {
  let found: number | undefined;
  let offset = skipBlanks(text, start + 1);
  while (text[offset] === '"') {
    const nameEnd = skipString(text, offset);
    const value = skipBlanks(text, skipBlanks(text, nameEnd) + 1);
    if (JSON.parse(text.slice(offset, nameEnd)) === name) found = value;
    offset = skipSeparator(text, skipValue(text, value));
  }
  return found;
}

function findItem(text: string, start: number, index: string | number): number | undefined {
  let offset = skipBlanks(text, start + 1);
  for (let count = 0; offset < text.length && text[offset] !== "]"; count++) {
    if (count === Number(index)) return offset;
    offset = skipSeparator(text, skipValue(text, offset));
  }
  return undefined;
}

/** Behind the comma, or at the bracket that ends the members. */
function skipSeparator(text: string, offset: number): number {
  const separator = skipBlanks(text, offset);
  return text[separator] === "," ? skipBlanks(text, separator + 1) : separator;
}

function skipBlanks(text: string, offset: number): number {
  let end = offset;
  while (" \t\n\r".includes(text[end] ?? "x")) end++;
  return end;
}

function skipString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** Counts brackets instead of calling itself, so that no nesting is too deep. */
function skipValue(text: string, start: number): number {
  const token = /["[\]{}]|[^\s,:"[\]{}]+/g;
  token.lastIndex = start;
  let depth = 0;
  do {
    const match = token.exec(text);
    if (match === null) return text.length;
    const [found] = match;
    if (found === '"') token.lastIndex = skipString(text, match.index);
    else if (found === "{" || found === "[") depth++;
    else if (found === "}" || found === "]") depth--;
  } while (depth > 0);
  return token.lastIndex;
}
