/** Where the connection to the lab server stands. Times in milliseconds since the epoch. */
export type Link =
  | { phase: "idle" }
  | { phase: "connecting"; attempt: number }
  | { phase: "open" }
  | { phase: "waiting"; attempt: number; untilMs: number }
  /** Another window of this browser took the session over; both at once would fight over it. */
  | { phase: "replaced" };

export type LinkEvent =
  /** A connection is wanted, or wanted at once while waiting. */
  | { type: "connect" }
  | { type: "opened" }
  /** `unwelcome`: the server asked not to be called again at once. */
  | { type: "lost"; nowMs: number; random: number; unwelcome?: boolean }
  | { type: "replaced" };

const firstDelayMs = 500;
const longestDelayMs = 15_000;
const attemptWhenUnwelcome = 4;

/**
 * How long to wait before another try: doubling to 15 s, and of that a random half, so that a class that lost
 * its server together does not come back together. `random` is in [0, 1).
 */
export function retryDelayMs(attempt: number, random: number): number {
  const whole = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
  return Math.round(whole / 2 + (whole / 2) * random);
}

/** The connection's next state. Pure: whoever owns the socket and the timer acts on the result. */
export function nextLink(link: Link, event: LinkEvent): Link {
  switch (event.type) {
    case "connect":
      if (link.phase === "idle" || link.phase === "replaced") return { phase: "connecting", attempt: 0 };
      return link.phase === "waiting" ? { phase: "connecting", attempt: link.attempt } : link;
    case "opened":
      return link.phase === "connecting" ? { phase: "open" } : link;
    case "lost": {
      if (link.phase !== "connecting" && link.phase !== "open") return link;
      const next = link.phase === "connecting" ? link.attempt + 1 : 0;
      const attempt = event.unwelcome ? Math.max(next, attemptWhenUnwelcome) : next;
      return { phase: "waiting", attempt, untilMs: event.nowMs + retryDelayMs(attempt, event.random) };
    }
    case "replaced":
      return { phase: "replaced" };
  }
}
