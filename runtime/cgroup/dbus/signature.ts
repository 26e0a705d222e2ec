/** One complete type of D-Bus: a basic one is its letter alone. */
export interface DbusType {
  /** y b n q i u x t d s o g v, a for an array, ( for a structure, { for a pair of a dictionary. */
  code: string;
  /** Of an array's element, a structure's fields, a pair's key and value. */
  parts: readonly DbusType[];
}

const basic = "ybnqiuxtdsogv";
const mostDepth = 32;

/** The types of a signature, one after another; see "Type System" in the D-Bus Specification. */
export function parseSignature(signature: string): DbusType[] {
  const types: DbusType[] = [];
  for (let rest = signature; rest !== ""; ) {
    const { type, length } = parseType(rest, 0);
    types.push(type);
    rest = rest.slice(length);
  }
  return types;
}

function parseType(text: string, depth: number): { type: DbusType; length: number } {
  const code = text[0] ?? "";
  if (basic.includes(code) && code !== "") return { type: { code, parts: [] }, length: 1 };
  if (depth >= mostDepth) throw new Error(`Cannot read the D-Bus signature: it is nested too deeply`);
  if (code === "a") {
    const { type, length } = parseType(text.slice(1), depth + 1);
    return { type: { code, parts: [type] }, length: 1 + length };
  }
  const end = code === "(" ? ")" : code === "{" ? "}" : undefined;
  if (end === undefined)
    throw new Error(`Cannot read the D-Bus signature: ${text} does not begin with a type`);
  const parts: DbusType[] = [];
  let length = 1;
  while (text[length] !== end) {
    const part = parseType(text.slice(length), depth + 1);
    parts.push(part.type);
    length += part.length;
  }
  return { type: { code, parts }, length: length + 1 };
}

/** Where values of a type begin: at a multiple of so many bytes. */
export function alignmentOf({ code }: DbusType): number {
  if ("xtd({".includes(code)) return 8;
  if ("biusoa".includes(code)) return 4;
  return "nq".includes(code) ? 2 : 1;
}
