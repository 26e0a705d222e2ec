/** Why the server closed a connection, beside the codes of RFC 6455, section 7.4.1. See PROTOCOL.md. */
export const closeCode = {
  /** The server stops; connect again. */
  goingAway: 1001,
  /** Too many malformed messages, or too many messages. Do not connect again at once. */
  policy: 1008,
  /** A fault of the server; connect again. */
  internal: 1011,
  /** A newer connection of the same session took this one's place. Do not connect again. */
  replaced: 4001,
  /** The session was removed; ask for a new one. */
  sessionEnded: 4002,
} as const;
