import { ConfigError, type DocumentName } from "./config-error.ts";
import type { JsonDocument } from "./conform.ts";
import { findSyntaxError } from "./find-syntax-error.ts";
import { lineAndColumn } from "./line-and-column.ts";

/** Reads a document. Throws {@link ConfigError} with line and column where it is not JSON. */
export function parseJson(text: string, document: DocumentName): JsonDocument {
  try {
    return { ...document, text, value: JSON.parse(text) };
  } catch (error) {
    throw new ConfigError({ ...document, prefix: document.name }, [], describeFailure(text, error));
  }
}

function describeFailure(text: string, error: unknown): string {
  const found = findSyntaxError(text);
  // The only other reason is the stack.
  if (found === undefined) return `cannot be read as JSON: ${String(error)}; is it nested too deeply?`;
  const { line, column } = lineAndColumn(text, found.offset);
  return `line ${line}, column ${column}: ${found.problem}`;
}
