/** What matters of /proc/<pid>/stat (proc_pid_stat(5)). */
export interface ProcessStart {
  /** R, S, D, T, t, Z, X … */
  state: string;
  /** Clock ticks after boot. */
  startTime: number;
}

/** Takes /proc/<pid>/stat apart. The name in parentheses may hold anything, parentheses too. */
export function parseProcessStart(stat: string): ProcessStart {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "X", startTime: Number(fields[19]) };
}
