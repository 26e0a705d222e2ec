import { findValue } from "./find-value.ts";
import { lineAndColumn } from "./line-and-column.ts";

/**
 * The line, from 1, where the value at a JSON pointer (RFC 6901) begins. The text is JSON. undefined: it has no such
 * value, as when the runtime acts on a default.
 */
export function locate(text: string, pointer: string): number | undefined {
  const path = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const place = findValue(text, path);
  return place && lineAndColumn(text, place.start).line;
}
