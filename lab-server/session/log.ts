/** Writes one line: what happened, and the values that tell which. Never a token, never what a learner typed. */
export type Log = (event: string, values?: Record<string, string | number | boolean | undefined>) => void;

/** An error as one line with its causes, for the log. */
export function describeError(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause !== undefined && messages.length < 5; ) {
    messages.push(cause instanceof Error ? cause.message : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return messages.join(": ").slice(0, 1000);
}
