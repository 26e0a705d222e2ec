import { goJson } from "./go-json.ts";

export type LogLevel = "error" | "warning" | "info" | "debug";

export type LogFormat = "text" | "json";

export interface LogEntry {
  level: LogLevel;
  message: string;
  time: Date;
}

/**
 * One line, without its end, as runc's logger (logrus) writes it: containerd, docker and podman read the JSON form,
 * people and scripts the other (logfmt).
 */
export function logLine({ level, message, time }: LogEntry, format: LogFormat): string {
  const stamp = time.toISOString();
  if (format === "json") return goJson({ level, msg: message, time: stamp });
  return `time="${stamp}" level=${level} msg=${quoteIfNeeded(message)}`;
}

function quoteIfNeeded(text: string): string {
  return /[^A-Za-z0-9\-._/@^+]/.test(text) ? quote(text) : text;
}

const escapes: Readonly<Record<string, string>> = {
  ...{ '"': '\\"', "\\": "\\\\", "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n" },
  ...{ "\r": "\\r", "\t": "\\t", "\v": "\\v" },
};

/** A Go string literal. */
function quote(text: string): string {
  const inner = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = (digits: number) => code.toString(16).padStart(digits, "0");
    const numeric = code < 0x80 ? `\\x${hex(2)}` : code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
    return escapes[character] ?? numeric;
  });
  return `"${inner}"`;
}
