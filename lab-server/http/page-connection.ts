import { type RawData, WebSocket } from "ws";
import { closeCode } from "../protocol/close-code.ts";
import type { ClientMessage, ServerMessage } from "../protocol/messages.ts";
import { MalformedMessageError, parseClientMessage } from "../protocol/parse-client-message.ts";
import { decodeTerminalFrame } from "../protocol/terminal-frame.ts";
import { describeError, type Log } from "../session/log.ts";
import type { Page } from "../session/page.ts";
import type { Session } from "../session/session.ts";
import { texts } from "../session/texts.ts";
import { TokenBucket } from "../session/token-bucket.ts";

/** Malformed messages that are answered; one more ends the connection. */
const maxMalformed = 5;

/** More than flow control ever leaves unsent: a page that acknowledges what it did not read. */
const maxBufferedBytes = 8 * 1024 * 1024;

const anyMessage = { perSecond: 2000, burst: 4000 };

/** Those that make a machine work: start, open, check and the like. Resizing and acknowledging do not. */
const costlyMessage = { perSecond: 10, burst: 40 };

const isCheap = (message: ClientMessage) => message.type === "ack" || message.type === "resize";

/** One connected page: takes its messages apart, counts them, and hands them to its session. */
export class PageConnection implements Page {
  readonly #socket: WebSocket;
  readonly #session: Session;
  readonly #log: Log;
  readonly #messages = new TokenBucket({ ...anyMessage, nowMs: performance.now() });
  readonly #costly = new TokenBucket({ ...costlyMessage, nowMs: performance.now() });
  #malformed = 0;

  constructor(socket: WebSocket, options: { session: Session; log: Log }) {
    this.#socket = socket;
    this.#session = options.session;
    this.#log = options.log;
    socket.binaryType = "nodebuffer";
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("close", () => this.#session.leave(this));
    // ws closes the connection itself, with the code that belongs to the error.
    socket.on("error", (error) => this.#log("connection-error", { error: describeError(error) }));
  }

  send(message: ServerMessage): void {
    this.#write(JSON.stringify(message));
  }

  sendFrame(frame: Uint8Array): void {
    this.#write(frame);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #write(data: string | Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > maxBufferedBytes) {
      this.#log("connection-too-slow");
      this.#socket.terminate();
      return;
    }
    this.#socket.send(data);
  }

  #receive(data: RawData, isBinary: boolean): void {
    const nowMs = performance.now();
    if (!this.#messages.take(nowMs)) {
      this.close(closeCode.policy, "Too many messages.");
      return;
    }
    try {
      if (isBinary) this.#receiveFrame(data as Buffer);
      else this.#receiveText((data as Buffer).toString("utf8"), nowMs);
    } catch (error) {
      if (error instanceof MalformedMessageError) this.#refuse(error.message);
      else {
        this.#log("message-failed", { error: describeError(error) });
        this.close(closeCode.internal, "The server failed to handle a message.");
      }
    }
  }

  #receiveFrame(message: Buffer): void {
    const frame = decodeTerminalFrame(message);
    if (!frame || frame.data.length === 0) throw new MalformedMessageError("A binary message is too short.");
    this.#session.input(this, frame.terminal, frame.data);
  }

  #receiveText(text: string, nowMs: number): void {
    const message = parseClientMessage(text);
    if (isCheap(message) || this.#costly.take(nowMs)) this.#session.handle(this, message);
    else this.close(closeCode.policy, "Too many messages.");
  }

  #refuse(detail: string): void {
    this.#malformed += 1;
    this.send({ type: "error", code: "malformed-message", message: texts.malformed(detail) });
    if (this.#malformed > maxMalformed) this.close(closeCode.policy, "Too many malformed messages.");
  }
}
