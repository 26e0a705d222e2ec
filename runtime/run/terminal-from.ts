import { PollEvent, poll } from "../../sys/poll.ts";
import { receiveMessage } from "../../sys/unix-messages.ts";

/**
 * The master of a process's terminal, which has come through a socket by the time that the process is made; undefined: it
 * has none.
 */
export function terminalFrom(socket: number): number | undefined {
  const [isThere] = poll([{ descriptor: socket, events: PollEvent.in }], { timeoutMs: 0 });
  return isThere ? receiveMessage(socket, 4096).descriptors[0] : undefined;
}
