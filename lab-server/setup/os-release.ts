/** Reads the assignments of an os-release file. See os-release(5). */
export function parseOsRelease(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const [, name, value] = line.match(/^([A-Z0-9_]+)=(.*)$/) ?? [];
    if (name === undefined || value === undefined) continue;
    const quoted = value.match(/^(["'])(.*)\1\s*$/);
    fields[name] = (quoted?.[2] ?? value.trim()).replaceAll(/\\([\\"$`])/g, "$1");
  }
  return fields;
}
