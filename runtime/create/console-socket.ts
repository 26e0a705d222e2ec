import type { TerminalSize } from "../../sys/terminals.ts";
import { connectUnix } from "../../sys/unix-messages.ts";
import type { Process } from "../config/config.ts";

/** Who wants the terminal's master: a socket's path, or an open end of a pair, of who may have a terminal of a size. */
export type ConsoleTaker = { path: string } | { socket: number; size?: TerminalSize | undefined };

/** Opens the socket that the terminal's master goes to. Throws where there is one without the other. */
export function openConsoleSocket(
  taker: ConsoleTaker | undefined,
  process: Process | undefined,
): number | undefined {
  const hasTerminal = process?.terminal ?? false;
  if (hasTerminal && !taker)
    throw new Error("process.terminal is true, so --console-socket must name who takes the terminal");
  if (!taker) return undefined;
  if ("socket" in taker) return taker.socket;
  if (!hasTerminal) throw new Error("--console-socket is given, but process.terminal is not true");
  try {
    return connectUnix(taker.path);
  } catch (cause) {
    throw new Error(`Cannot connect to --console-socket ${taker.path}`, { cause });
  }
}

/** The size that a terminal begins with: that of who takes it, or else what config.json says. */
export function consoleSize(
  taker: ConsoleTaker | undefined,
  process: Process | undefined,
): TerminalSize | undefined {
  if (taker && "socket" in taker && taker.size) return taker.size;
  const size = process?.consoleSize;
  return size && { columns: size.width, rows: size.height };
}
