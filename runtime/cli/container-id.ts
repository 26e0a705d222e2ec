/**
 * Returns an id that may become a folder's name and is a container's by runc's rule; throws for any other. Every command
 * asks before it makes a path of what it was given. Names that begin with a dot are the runtime's own.
 */
export function containerId(word: string): string {
  const [strange] = /[^\w+.-]/u.exec(word) ?? [];
  const found =
    strange !== undefined
      ? `invalid character ${JSON.stringify(strange)} in`
      : word.startsWith(".")
        ? "it begins with a dot: invalid"
        : word === ""
          ? "it is empty: invalid"
          : undefined;
  if (found === undefined) return word;
  throw new Error(
    `invalid container ID ${JSON.stringify(word)}: ${found} container ID; use letters, digits, "_", "+", "-" and "."`,
  );
}
