import { decodeText, encodeText } from "../../sys/door.ts";
import { close, OpenFlag, open, pipe, unlink } from "../../sys/files.ts";
import { openProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { SystemError } from "../../sys/system-error.ts";
import { bindDatagrams, connectDatagrams } from "../../sys/unix-datagrams.ts";
import { receiveMessage, sendMessage } from "../../sys/unix-messages.ts";
import { describeError } from "../cli/describe-error.ts";
import { log } from "../cli/log.ts";
import { socketName } from "./let-notify.ts";
import { saysReady } from "./says-ready.ts";

const mostBytes = 4096;
const barrierMs = 30_000;

/** Listens to what a container's program says to its service manager, and passes on that it is ready. Nothing else. */
export class NotifyRelay {
  /** Readable when there is something to pass on. */
  readonly descriptor: number;
  readonly #host: string;

  /** `folder` is what the container sees; `host` where the service manager listens. */
  constructor(folder: string, host: string) {
    this.#host = host;
    const opened = open(folder, OpenFlag.path | OpenFlag.directory);
    try {
      // The folder's own path can be too long for a socket.
      this.descriptor = listen(`/proc/self/fd/${opened}/${socketName}`);
    } finally {
      close(opened);
    }
  }

  /**
   * Passes on what has come, with the number of the main process where it is another. true: it said that it is ready. A
   * service manager that cannot be told is no reason to end a container that runs.
   */
  pass(mainPid?: number): boolean {
    const { bytes } = receiveMessage(this.descriptor, mostBytes);
    if (!saysReady(decodeText(bytes, 0, bytes.byteLength))) return false;
    try {
      tell(this.#host, mainPid === undefined ? "READY=1" : `MAINPID=${mainPid}\nREADY=1`);
    } catch (error) {
      log.warning(
        `Cannot tell NOTIFY_SOCKET ${this.#host} that the program is ready: ${describeError(error)}`,
      );
    }
    return true;
  }

  /** Waits until the program has said that it is ready, which is passed on, or has ended. */
  awaitReady(pid: number): void {
    const process = openProcess(pid);
    if (process === undefined) return;
    try {
      for (;;) {
        const [said = 0, ended = 0] = poll([
          { descriptor: this.descriptor, events: PollEvent.in },
          { descriptor: process, events: PollEvent.in },
        ]);
        if (said ? this.pass(pid) : ended) return;
      }
    } finally {
      close(process);
    }
  }

  close(): void {
    close(this.descriptor);
  }
}

/** What a `start` that was killed has left there is replaced. */
function listen(path: string): number {
  try {
    return bindDatagrams(path);
  } catch (error) {
    if (!SystemError.is(error, "EADDRINUSE") || isHeard(path)) throw error;
    unlink(path);
    return bindDatagrams(path);
  }
}

/** Whether somebody still has the socket at a path. */
function isHeard(path: string): boolean {
  try {
    close(connectDatagrams(path));
    return true;
  } catch (error) {
    return !SystemError.is(error, "ECONNREFUSED");
  }
}

function tell(path: string, message: string): void {
  const host = connectDatagrams(path);
  try {
    sendMessage(host, encodeText(message));
    awaitReceipt(host);
  } finally {
    close(host);
  }
}

/**
 * Waits until the service manager has dealt with what was sent: it closes the descriptor that comes with BARRIER=1. Else
 * this process could be gone when it looks who the sender was (sd_notify_barrier(3)).
 */
function awaitReceipt(host: number): void {
  const [readEnd, writeEnd] = pipe("read");
  try {
    sendMessage(host, encodeText("BARRIER=1"), [writeEnd]);
    close(writeEnd);
    poll([{ descriptor: readEnd, events: 0 }], { timeoutMs: barrierMs });
  } finally {
    close(readEnd);
  }
}
