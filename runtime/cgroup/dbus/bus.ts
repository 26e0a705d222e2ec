import { monotonicMs } from "../../../sys/clock.ts";
import { decodeText, encodeText, perform } from "../../../sys/door.ts";
import { close } from "../../../sys/files.ts";
import { PollEvent, poll } from "../../../sys/poll.ts";
import { connectUnix } from "../../../sys/unix-messages.ts";
import type { DbusValue } from "./dbus-value.ts";
import {
  decodeMessage,
  encodeCall,
  type Message,
  MessageType,
  type MethodCall,
  messageLength,
} from "./message.ts";

const noSignal = 0x4000; // MSG_NOSIGNAL
const answerMs = 30_000;
const readBytes = 16_384;
const mostSaslBytes = 4096;

/** What D-Bus answered instead of a result. */
export class BusError extends Error {
  override readonly name = "BusError";
  /** org.freedesktop.systemd1.UnitExists … */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A connection to a message bus or to one peer that speaks its protocol, D-Bus. Waits for every answer. */
export class Bus {
  readonly #socket: number;
  #received = new Uint8Array(0);
  #lastSerial = 0;
  /** Signals that came while something else was waited for. */
  readonly #signals: Message[] = [];

  private constructor(socket: number) {
    this.#socket = socket;
  }

  /**
   * Connects to a socket and says who we are. That is told by the socket (EXTERNAL with nothing to add), so that it also
   * works in a user namespace, where our own number for ourselves would be a wrong one.
   */
  static connect(path: string): Bus {
    const socket = connectUnix(path);
    const bus = new Bus(socket);
    try {
      bus.#send(encodeText("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"));
      bus.#awaitLine((line) => line.startsWith("OK "));
      return bus;
    } catch (error) {
      close(socket);
      throw error;
    }
  }

  /** Calls a method and waits for its result. Throws {@link BusError}. */
  call(call: MethodCall): DbusValue[] {
    const serial = ++this.#lastSerial;
    this.#send(encodeCall(call, serial));
    const deadlineMs = monotonicMs() + answerMs;
    for (;;) {
      const message = this.#receive(deadlineMs, `an answer to ${call.member}`);
      if (message.type === MessageType.signal) this.#signals.push(message);
      else if (message.replySerial === serial) {
        if (message.type === MessageType.reply) return message.values;
        throw new BusError(message.errorName ?? "", String(message.values[0] ?? message.errorName));
      }
    }
  }

  /** Waits for a signal that fits, also one that has come meanwhile. `what` is for the error when the time has passed. */
  awaitSignal(fits: (message: Message) => boolean, options: { timeoutMs: number; what: string }): Message {
    const early = this.#signals.find(fits);
    if (early) return early;
    const deadlineMs = monotonicMs() + options.timeoutMs;
    for (;;) {
      const message = this.#receive(deadlineMs, options.what);
      if (message.type === MessageType.signal && fits(message)) return message;
    }
  }

  close(): void {
    close(this.#socket);
  }

  #send(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.byteLength; ) {
      const rest = bytes.subarray(done);
      done += perform("sendto", this.#socket, rest, rest.byteLength, noSignal, null, 0);
    }
  }

  #receive(deadlineMs: number, what: string): Message {
    for (;;) {
      const length = messageLength(this.#received);
      if (length !== undefined && length <= this.#received.byteLength) {
        const message = decodeMessage(this.#received.subarray(0, length));
        this.#received = this.#received.slice(length);
        return message;
      }
      this.#readMore(deadlineMs, what);
    }
  }

  /** The lines of authentication, up to one that ends it. */
  #awaitLine(isLast: (line: string) => boolean): void {
    const deadlineMs = monotonicMs() + answerMs;
    for (;;) {
      const end = this.#received.indexOf(0x0a);
      if (end >= 0) {
        const line = decodeText(this.#received, 0, end).trim();
        this.#received = this.#received.slice(end + 1);
        if (isLast(line)) return;
        // The mechanism asks for data, which we have sent already: none.
        if (line !== "DATA") throw new Error(`D-Bus does not let us in: ${line}`);
      } else if (this.#received.byteLength > mostSaslBytes) throw new Error("this is no D-Bus");
      else this.#readMore(deadlineMs, "to be let in");
    }
  }

  #readMore(deadlineMs: number, what: string): void {
    const timeoutMs = Math.max(Math.ceil(deadlineMs - monotonicMs()), 0);
    const [ready = 0] = poll([{ descriptor: this.#socket, events: PollEvent.in }], { timeoutMs });
    if (ready === 0) throw new Error(`waited too long for ${what}`);
    const chunk = new Uint8Array(readBytes);
    const count = perform("read", this.#socket, chunk, chunk.byteLength);
    if (count === 0) throw new Error(`D-Bus hung up while we waited for ${what}`);
    const all = new Uint8Array(this.#received.byteLength + count);
    all.set(this.#received);
    all.set(chunk.subarray(0, count), this.#received.byteLength);
    this.#received = all;
  }
}
