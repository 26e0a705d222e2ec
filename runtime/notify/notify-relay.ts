import { decodeText, encodeText } from "../../sys/door.ts";
import { close, OpenFlag, open, pipe } from "../../sys/files.ts";
import { openProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { bindDatagrams, connectDatagrams } from "../../sys/unix-datagrams.ts";
import { receiveMessage, sendMessage } from "../../sys/unix-messages.ts";
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
      this.descriptor = bindDatagrams(`/proc/self/fd/${opened}/${socketName}`);
    } finally {
      close(opened);
    }
  }

  /** Passes on what has come, with the number of the main process where it is another. true: it said that it is ready. */
  pass(mainPid?: number): boolean {
    const { bytes } = receiveMessage(this.descriptor, mostBytes);
    if (!saysReady(decodeText(bytes, 0, bytes.byteLength))) return false;
    const host = connectDatagrams(this.#host);
    try {
      sendMessage(host, encodeText(mainPid === undefined ? "READY=1" : `MAINPID=${mainPid}\nREADY=1`));
      awaitReceipt(host);
    } finally {
      close(host);
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
