import { encodeText } from "../../sys/door.ts";
import { OpenFlag, open, write } from "../../sys/files.ts";
import { isTerminal } from "../../sys/terminals.ts";
import { type LogFormat, type LogLevel, logLine } from "./log-line.ts";

export interface LogOptions {
  /** Appended to; made if it is not there. Without it lines go to standard error. */
  file?: string | undefined;
  format?: LogFormat;
  /** Whether {@link log}.debug has any effect. */
  isDebug?: boolean;
}

const standardError = 2;

let destination = standardError;
let format: LogFormat = "text";
let isDebug = false;

/**
 * What the runtime says about its own work. One for the program, because errors can come up anywhere, and because
 * whoever called the runtime reads it afterwards in one file.
 */
export const log = {
  /** Throws when the file cannot be opened. */
  open(options: LogOptions): void {
    format = options.format ?? "text";
    isDebug = options.isDebug ?? false;
    if (!options.file) return;
    const flags = OpenFlag.writeOnly | OpenFlag.create | OpenFlag.append;
    try {
      destination = open(options.file, flags, { mode: 0o644 });
    } catch (error) {
      throw new Error(`Cannot open the log ${options.file}: ${(error as Error).message}`, { cause: error });
    }
  },

  /** What ended the command. Also for the person at the terminal, wherever the log goes. */
  error(message: string): void {
    put("error", message);
    if (destination !== standardError) writeLine(standardError, message);
  },

  warning(message: string): void {
    put("warning", message);
  },

  /** A step of the work. The message is made only where it is wanted. */
  debug(message: () => string): void {
    if (isDebug) put("debug", message());
  },
};

function put(level: LogLevel, message: string): void {
  // A person is not helped by the time and by quotes.
  const isForPerson = format === "text" && destination === standardError && isTerminal(standardError);
  const line = isForPerson ? `cloison: ${message}` : logLine({ level, message, time: new Date() }, format);
  const failure = writeLine(destination, line);
  if (failure !== undefined && destination !== standardError)
    writeLine(standardError, `Cannot write to the log: ${failure}`);
}

/** Writes at once, so that lines of two commands do not mix. Says what failed; there is no better place to tell it. */
function writeLine(descriptor: number, line: string): string | undefined {
  try {
    write(descriptor, encodeText(`${line}\n`));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
