const narrowest = 12;
const gap = 3;

/**
 * Rows in columns, each line with its end: as wide as runc's tables, so that scripts find the columns where they look for
 * them. The last cell of a row is not filled up.
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(narrowest, ...rows.map((row) => width(row[column] ?? "") + gap)),
  );
  return rows
    .map((row) => `${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("")}\n`)
    .join("");
}

/** In characters, not in UTF-16 units. */
const width = (cell: string): number => [...cell].length;

const pad = (cell: string, size: number): string => cell + " ".repeat(Math.max(0, size - width(cell)));
