/**
 * The lines of a listing by ps(1) that are about some processes, with its heading. Throws when there is no column
 * PID to tell them by.
 */
export function filterProcesses(listing: string, pids: readonly number[]): string {
  const [heading = "", ...lines] = listing.split("\n");
  const column = heading.trim().split(/\s+/).indexOf("PID");
  if (column < 0)
    throw new Error("couldn't find PID field in ps output: choose options that print a column PID");
  const wanted = new Set(pids.map(String));
  const kept = lines.filter((line) => wanted.has(line.trim().split(/\s+/)[column] ?? ""));
  return [heading, ...kept].map((line) => `${line}\n`).join("");
}
