import type { CallOptions } from "./call.ts";
import { Canceller, type CancelSignal } from "./cancel.ts";
import { startDeadline } from "./deadline.ts";
import { decodeResponse, encodeRequest } from "./envelope.ts";
import { type Frame, FrameFlag, FrameType } from "./frame.ts";
import type { OversizedFrame } from "./frame-decoder.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { Inbox } from "./inbox.ts";
import { invalidArgument, StatusCode, TtrpcError, tooLarge } from "./status.ts";
import type { Timers } from "./timers.ts";
import { untilCancelled } from "./until-cancelled.ts";

/** A call to begin: which method, what kind, and the request's message unless requests are streamed. */
export interface OutgoingRequest {
  readonly service: string;
  readonly method: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly payload: Uint8Array;
}

/** One call under way, in encoded messages. */
export interface ClientStream {
  /** Cancelled when the call is over, well or badly: sending is of no more use. */
  readonly over: CancelSignal;
  /** Sends one message of a request stream; resolves when the next may be sent. */
  send(message: Uint8Array): Promise<void>;
  /** Says that the request stream is at its end. */
  closeSend(): Promise<void>;
  /** The next message of the answer; undefined at its end. Rejects with what the call failed with. */
  receive(): Promise<Uint8Array | undefined>;
  /** Ends the call here, if it is not over yet; what still arrives for it is dropped. */
  abandon(error: TtrpcError): void;
}

export interface OutgoingCallOptions {
  timers: Timers;
  stallMs: number;
  streamId: number;
  writer: FrameWriter;
  onOver: () => void;
}

/** A call and what has arrived for it. */
export class OutgoingCall implements ClientStream {
  readonly over: CancelSignal;
  readonly #name: string;
  readonly #request: OutgoingRequest;
  readonly #options: OutgoingCallOptions;
  readonly #inbox: Inbox;
  readonly #over = new Canceller();
  #stopWatching: () => void = () => {};

  constructor(request: OutgoingRequest, options: OutgoingCallOptions) {
    this.#name = `${request.service}/${request.method}`;
    this.#request = request;
    this.#options = options;
    this.over = this.#over.signal;
    const { timers, stallMs } = options;
    this.#inbox = new Inbox({ timers, stallMs, onStalled: (error) => this.#finish(error) });
  }

  /** Queues the request. Throws, with nothing sent, if the call cannot begin. */
  begin({ timeoutMs, metadata = {}, signal }: CallOptions): void {
    if (signal?.aborted) throw this.#cancelled(signal);
    if (Number.isNaN(timeoutMs))
      throw invalidArgument(`Cannot call ${this.#name}: timeoutMs is not a number`);
    if (timeoutMs !== undefined && timeoutMs <= 0) throw this.#timedOut(timeoutMs);
    const payload = encodeRequest({ ...this.#request, timeoutMs, metadata });
    let flags = 0;
    if (this.#request.requestStream) flags = FrameFlag.REMOTE_OPEN;
    else if (this.#request.responseStream) flags = FrameFlag.REMOTE_CLOSED;
    const { writer, streamId, timers } = this.#options;
    const queued = writer.enqueue({ streamId, type: FrameType.REQUEST, flags, payload });

    const stopDeadline = startDeadline(timers, timeoutMs, () => this.abandon(this.#timedOut(timeoutMs)));
    const onCancel = () => this.abandon(this.#cancelled(signal));
    signal?.addEventListener("abort", onCancel);
    this.#stopWatching = () => {
      stopDeadline();
      signal?.removeEventListener("abort", onCancel);
      queued.drop();
    };
  }

  /** Takes in a frame of this stream; the promise, where there is one, says when the next may come. */
  take(frame: Frame | OversizedFrame): Promise<void> | undefined {
    if ("oversizedBytes" in frame) {
      this.fail(tooLarge(frame.oversizedBytes));
      return undefined;
    }
    if (frame.type === FrameType.RESPONSE) return this.#takeResponse(frame);
    if (frame.type === FrameType.DATA) return this.#takeData(frame);
    return undefined;
  }

  #takeResponse(frame: Frame): Promise<void> | undefined {
    let room: Promise<void> | undefined;
    try {
      const response = decodeResponse(frame.payload);
      if (response.error) {
        this.fail(response.error);
        return undefined;
      }
      // At the end of a stream of answers, an empty response says only that it is the end.
      const isMessage = !this.#request.responseStream || response.payload.length > 0;
      if (isMessage) room = this.#inbox.offer(response.payload);
    } catch (error) {
      this.fail(TtrpcError.from(error));
      return undefined;
    }
    return this.#endAfter(room);
  }

  #takeData(frame: Frame): Promise<void> | undefined {
    if (!this.#request.responseStream) {
      this.fail(new TtrpcError(StatusCode.INTERNAL, `${this.#name} has one answer, but the peer streams`));
      return undefined;
    }
    const room = frame.flags & FrameFlag.NO_DATA ? undefined : this.#inbox.offer(frame.payload);
    return frame.flags & FrameFlag.REMOTE_CLOSED ? this.#endAfter(room) : room;
  }

  #endAfter(room: Promise<void> | undefined): Promise<void> | undefined {
    if (room) return room.then(() => this.#endWell());
    this.#endWell();
    return undefined;
  }

  #endWell(): void {
    this.#inbox.end();
    this.#finish(undefined);
  }

  /** Ends the call: messages that have arrived can still be read, then the error comes. */
  fail(error: TtrpcError): void {
    this.#inbox.fail(error);
    this.#finish(error);
  }

  abandon(error: TtrpcError): void {
    this.#inbox.abort(error);
    this.#finish(error);
  }

  async send(message: Uint8Array): Promise<void> {
    await this.#sendData(message, 0);
  }

  async closeSend(): Promise<void> {
    await this.#sendData(new Uint8Array(0), FrameFlag.REMOTE_CLOSED | FrameFlag.NO_DATA);
  }

  receive(): Promise<Uint8Array | undefined> {
    return this.#inbox.next();
  }

  async #sendData(payload: Uint8Array, flags: number): Promise<void> {
    if (this.over.aborted) throw this.over.reason;
    const { streamId, writer } = this.#options;
    const queued = writer.enqueue({ streamId, type: FrameType.DATA, flags, payload });
    try {
      await untilCancelled(queued.sent, this.over);
    } finally {
      queued.drop();
    }
  }

  #finish(error: TtrpcError | undefined): void {
    if (this.over.aborted) return;
    this.#stopWatching();
    this.#options.onOver();
    this.#over.cancel(error ?? new TtrpcError(StatusCode.CANCELLED, `${this.#name} has been answered`));
  }

  #timedOut(timeoutMs: number | undefined): TtrpcError {
    return new TtrpcError(StatusCode.DEADLINE_EXCEEDED, `${this.#name} took longer than ${timeoutMs} ms`);
  }

  #cancelled(signal: CancelSignal | undefined): TtrpcError {
    return new TtrpcError(StatusCode.CANCELLED, `${this.#name} was cancelled by its caller`, {
      cause: signal?.reason,
    });
  }
}
