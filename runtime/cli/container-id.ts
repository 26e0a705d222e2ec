/**
 * Returns an id that may become a folder's name, and by runc's rule may be a container's; throws for any other. Every
 * command asks before it makes a path of what it was given.
 */
export function containerId(word: string): string {
  if (!/^[\w+.-]+$/.test(word) || word === "." || word === "..")
    throw new Error(
      `invalid container ID ${JSON.stringify(word)}: use letters, digits, "_", "+", "-" and "."`,
    );
  return word;
}
