/** The range of ids that a user of a system without them is given: how many newuidmap's tools expect. */
const count = 65536;
const first = 100000;

/**
 * The first of a range of subordinate ids that nobody has.
 * @param text all lines of /etc/subuid and /etc/subgid: `name:first:count`
 */
export function freeSubIds(text: string): { first: number; last: number } {
  const ends = text.split("\n").map((line) => {
    const [, start, length] = line.split(":").map(Number);
    return (start ?? 0) + (length ?? 0) || 0;
  });
  const start = Math.max(first, ...ends);
  return { first: start, last: start + count - 1 };
}

/** Whether a user, by name or number, has subordinate ids. See subuid(5). */
export function hasSubIds(text: string, { name, uid }: { name: string; uid: number }): boolean {
  return text.split("\n").some((line) => {
    const [owner, , length] = line.split(":");
    return (owner === name || owner === String(uid)) && Number(length) >= count;
  });
}
