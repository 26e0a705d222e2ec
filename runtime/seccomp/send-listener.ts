import { encodeText } from "../../sys/door.ts";
import { close } from "../../sys/files.ts";
import { connectUnix, sendMessage } from "../../sys/unix-messages.ts";
import { because } from "../cause.ts";
import { type ListenerReport, processState } from "./process-state.ts";

/** Gives a copy of a seccomp listener to who listens at linux.seccomp.listenerPath, on a connection of its own. */
export function sendListener(listener: number, report: ListenerReport): void {
  const { listenerPath } = report.seccomp;
  if (listenerPath === undefined) throw new Error("linux.seccomp.listenerPath is missing");
  because("/linux/seccomp/listenerPath", () => {
    try {
      const socket = connectUnix(listenerPath);
      try {
        sendMessage(socket, encodeText(JSON.stringify(processState(report))), [listener]);
      } finally {
        close(socket);
      }
    } catch (cause) {
      throw new Error(`linux.seccomp.listenerPath: cannot send the listener to ${listenerPath}`, { cause });
    }
  });
}
