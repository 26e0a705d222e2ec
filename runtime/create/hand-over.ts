import { encodeText } from "../../sys/door.ts";
import { close, rename } from "../../sys/files.ts";
import { openProcess } from "../../sys/pidfd.ts";
import { writeText } from "../../sys/text-files.ts";
import { connectUnix, sendMessage } from "../../sys/unix-messages.ts";

/** Tells who called where the new process is: by a file with its number, by a descriptor of it, or not. */
export function handOver(
  pid: number,
  options: { pidFile?: string | undefined; pidfdSocket?: string | undefined },
): void {
  if (options.pidfdSocket !== undefined) sendProcess(pid, options.pidfdSocket);
  if (options.pidFile !== undefined) writePidFile(options.pidFile, pid);
}

/** In one step: who waits for the file never reads half a number. */
function writePidFile(path: string, pid: number): void {
  const slash = path.lastIndexOf("/") + 1;
  const unfinished = `${path.slice(0, slash)}.${path.slice(slash)}`;
  try {
    writeText(unfinished, String(pid));
    rename(unfinished, path);
  } catch (cause) {
    throw new Error(`Cannot write --pid-file ${path}`, { cause });
  }
}

function sendProcess(pid: number, path: string): void {
  const process = openProcess(pid);
  if (process === undefined) throw new Error("Cannot hand over the process: it has ended");
  try {
    const socket = connectUnix(path);
    try {
      sendMessage(socket, encodeText("pidfd"), [process]);
    } finally {
      close(socket);
    }
  } catch (cause) {
    throw new Error(`Cannot send the process to --pidfd-socket ${path}`, { cause });
  } finally {
    close(process);
  }
}
