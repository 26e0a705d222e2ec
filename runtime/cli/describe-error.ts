/** An error as one text: what it says, then what caused it unless that is said already. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? "" : describeError(thrown.cause);
  return thrown.message.includes(cause) ? thrown.message : `${thrown.message}: ${cause}`;
}
