import type { LogFormat } from "./log-line.ts";

/** The value of --log-format. Throws for what is none. */
export function logFormat(text: string | undefined): LogFormat {
  if (text === undefined || text === "" || text === "text") return "text";
  if (text === "json") return "json";
  throw new Error(`invalid log-format: ${text}; it is text or json`);
}
