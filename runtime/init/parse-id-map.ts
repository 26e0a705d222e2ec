/** A range of ids as they are called inside of a user namespace. */
export interface IdRange {
  first: number;
  size: number;
}

/** What /proc/<pid>/uid_map says exists inside (user_namespaces(7)): each line is first inside, first outside, size. */
export function parseIdMap(text: string): IdRange[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((fields) => fields.length === 3)
    .map(([first = 0, , size = 0]) => ({ first, size }));
}
