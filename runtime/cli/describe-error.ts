/** An error as one text: what it says, then what caused it unless that is said already. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? "" : describeError(thrown.cause);
  const message = isMistake(thrown) ? `a mistake in cloison, please report it: ${thrown}` : thrown.message;
  return message.includes(cause) ? message : `${message}: ${cause}`;
}

/** What the language throws for a mistake of the program, not of who uses it. */
const isMistake = (error: Error): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error.name === "InternalError";
