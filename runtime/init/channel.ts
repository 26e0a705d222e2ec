import { attempt, decodeText, encodeText, perform } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { sendMessage, socketPair } from "../../sys/unix-messages.ts";

/*
 * What the runtime and the init process tell each other while a container is made; README.md draws it.
 *
 *   runtime                                   init
 *      │ clone3 ───────────────────────────────▶│  (a forerunner may come first: `unmapped`, then `born`)
 *      │ its place: id maps, cgroup             │
 *      │ proceed ──────────────────────────────▶│ joins what is left, mounts its root
 *      │ limits of the cgroup, meanwhile        │
 *      │◀────────────────────────────── mounted │  only with hooks that run here
 *      │ prestart and createRuntime hooks       │
 *      │ proceed ──────────────────────────────▶│ createContainer hooks, pivot_root
 *      │◀──────────────────────────────── ready │
 *      │ resource limits, state.json            │
 *      │ proceed ──────────────────────────────▶│ gives up its privileges, seccomp
 *      │◀────────────────────────────── created │ reads from the FIFO, into which `start` will write
 *
 * At any time init may say `failed` and end; when the socket ends without a word, it was killed.
 */
export type InitMessage =
  | { is: "unmapped"; pid: number }
  | { is: "born"; pid: number }
  | { is: "mounted" | "ready" | "created" }
  | { is: "listening"; descriptor: number }
  | { is: "failed"; message: string };

const mostBytes = 65_536;
const proceed = new Uint8Array([1]);

/** The runtime's end. */
export class RuntimeEnd {
  readonly descriptor: number;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** If init has ended, {@link receive} will tell. */
  proceed(): void {
    try {
      sendMessage(this.descriptor, proceed);
    } catch (error) {
      if (!SystemError.is(error, "EPIPE")) throw error;
    }
  }

  /** The next message; undefined: init has ended. */
  receive(): InitMessage | undefined {
    const buffer = new Uint8Array(mostBytes);
    const count = attempt("read", this.descriptor, buffer, mostBytes);
    // The latter if it had not read yet what it was told.
    if (count === 0 || count === -Errno.ECONNRESET) return undefined;
    if (count < 0) throw new SystemError("read", -count);
    return JSON.parse(decodeText(buffer, 0, count)) as InitMessage;
  }
}

/** Init's end. */
export class InitEnd {
  readonly descriptor: number;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** By write(2), the one call that a seccomp filter may not ask about (checkSeccomp). */
  send(message: InitMessage): void {
    const bytes = encodeText(JSON.stringify(message));
    perform("write", this.descriptor, bytes, bytes.byteLength);
  }

  /** Waits for the runtime. Throws when it has ended: then nobody wants this container any more. */
  awaitProceed(): void {
    const buffer = new Uint8Array(1);
    if (perform("read", this.descriptor, buffer, 1) === 0) throw new Error("The runtime has ended");
  }

  /** Tells what went wrong, if the runtime is still there to hear it. */
  fail(message: string): void {
    try {
      this.send({ is: "failed", message: message.slice(0, mostBytes / 8) });
    } catch {
      // It has ended; so does this process, next.
    }
  }
}

/** The two ends of a new channel. */
export function openChannel(): { runtime: RuntimeEnd; init: InitEnd } {
  const [a, b] = socketPair();
  return { runtime: new RuntimeEnd(a), init: new InitEnd(b) };
}
