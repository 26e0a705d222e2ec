/** Parses a file of cgroup v2 with a key and a count in each line: cpu.stat, memory.stat, memory.events … */
export function parseFlatKeyed(text: string): Record<string, bigint> {
  const values: Record<string, bigint> = {};
  for (const line of text.split("\n")) {
    const blank = line.indexOf(" ");
    if (blank > 0) values[line.slice(0, blank)] = BigInt(line.slice(blank + 1));
  }
  return values;
}
