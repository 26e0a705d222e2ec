import { linesOf } from "./lines-of.ts";
import { parseUnsigned32 } from "./parse-unsigned.ts";

/** A run of ids of a user namespace and what they stand for outside. */
export interface IdMapping {
  insideStart: number;
  /** In the user namespace of the reader or, where that is the same one, in the parent. */
  outsideStart: number;
  count: number;
}

/** Parses /proc/<pid>/uid_map, gid_map or projid_map; see user_namespaces(7). Empty: nothing is mapped yet. */
export function parseIdMap(text: string): IdMapping[] {
  return linesOf(text).map((line) => {
    const [insideStart, outsideStart, count, ...others] = line
      .trim()
      .split(/ +/)
      .map((word) => parseUnsigned32(word, "an id map"));
    if (insideStart === undefined || outsideStart === undefined || count === undefined || others.length > 0)
      throw new Error("Cannot parse an id map: three numbers in a line are expected");
    return { insideStart, outsideStart, count };
  });
}
