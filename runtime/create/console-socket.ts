import { connectUnix } from "../../sys/unix-messages.ts";
import type { Process } from "../config/config.ts";

/** Who wants the terminal's master: a socket's path, or an open end of a pair. */
export type ConsoleTaker = { path: string } | { socket: number };

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
