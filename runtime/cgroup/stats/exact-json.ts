/** What {@link exactJson} writes. undefined is left out of objects, as JSON.stringify does. */
export type ExactJson =
  | bigint
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

/** As JSON.stringify, with bigints as numbers of all their digits: counters of the kernel have 64 bits. */
export function exactJson(value: ExactJson): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(exactJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${exactJson(field)}`).join(",")}}`;
}
