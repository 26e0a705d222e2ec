import { invalidField } from "./errors.ts";

/** Checks a whole number. Throws INVALID_ARGUMENT naming the field. */
export function requireRange(field: string, value: number, range: { least: number; most: number }): number {
  if (value < range.least || value > range.most)
    throw invalidField(field, `from ${range.least} to ${range.most}, not ${value}`);
  return value;
}

/** Checks an absolute path. */
export function requirePath(path: string): string {
  if (!path.startsWith("/") || path.includes("\0") || path.length > 4096)
    throw invalidField("path", "absolute, without NUL and at most 4096 characters long");
  return path;
}

/** Checks the size of a blob. */
export function requireBytes(
  field: string,
  bytes: Uint8Array,
  range: { least: number; most: number },
): Uint8Array {
  if (bytes.byteLength < range.least || bytes.byteLength > range.most)
    throw invalidField(field, `from ${range.least} to ${range.most} bytes long, not ${bytes.byteLength}`);
  return bytes;
}

/** Checks the words of a command: none of them can hold NUL (execve(2)). */
export function requireWords(field: string, words: readonly string[]): readonly string[] {
  if (words.some((word) => word.includes("\0"))) throw invalidField(field, "without NUL");
  return words;
}

/** Checks environment variables. */
export function requireEnvironment(environment: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(environment)) {
    if (name === "" || /[=\0]/.test(name) || value.includes("\0"))
      throw invalidField("environment", "names without = and values, both without NUL");
  }
  return environment;
}
