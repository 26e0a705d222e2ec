import type { Text } from "./text.ts";

/** What a check says of a machine. `broken` is our fault and never shown as the student's. */
export type Verdict =
  | { status: "met" }
  | { status: "unmet"; found: Text; expected: Text }
  | { status: "broken"; reason: string };
