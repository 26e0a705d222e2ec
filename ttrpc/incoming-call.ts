import type { CallContext } from "./call.ts";
import { Canceller } from "./cancel.ts";
import { startDeadline } from "./deadline.ts";
import { encodeResponse, type RequestEnvelope, type ResponseEnvelope } from "./envelope.ts";
import { type Frame, FrameFlag, FrameType, MAX_MESSAGE_BYTES } from "./frame.ts";
import type { OversizedFrame } from "./frame-decoder.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { Inbox } from "./inbox.ts";
import type { ServedMethod } from "./method-table.ts";
import { invalidArgument, StatusCode, TtrpcError, tooLarge } from "./status.ts";
import type { Timers } from "./timers.ts";
import { untilCancelled } from "./until-cancelled.ts";

export interface IncomingCallOptions {
  request: RequestEnvelope;
  streamId: number;
  isInputOpen: boolean;
  writer: FrameWriter;
  timers: Timers;
  stallMs: number;
  /** Told when the last frame of the stream is about to be sent. */
  onAnswered: () => void;
}

/** One call on its way to an answer. */
export class IncomingCall {
  readonly #served: ServedMethod;
  readonly #options: IncomingCallOptions;
  readonly #canceller = new Canceller();
  readonly #inbox: Inbox;
  #stopDeadline: () => void = () => {};

  constructor(served: ServedMethod, options: IncomingCallOptions) {
    this.#served = served;
    this.#options = options;
    this.#inbox = new Inbox({
      timers: options.timers,
      stallMs: options.stallMs,
      onStalled: (error) => this.abort(error),
    });
    // A client may put the first message of its stream into the request.
    const { payload } = options.request;
    if (payload.length > 0) void this.#inbox.offer(payload);
    if (!options.isInputOpen) this.#inbox.end();
  }

  /** Stops the call: its implementation is told, and the error is the answer if none has been sent. */
  abort(error: TtrpcError): void {
    this.#inbox.abort(error);
    this.#canceller.cancel(error);
  }

  /** Takes in data of this stream; the promise, where there is one, says when the next may come. */
  take(frame: Frame | OversizedFrame): Promise<void> | undefined {
    if ("oversizedBytes" in frame) {
      this.abort(tooLarge(frame.oversizedBytes));
      return undefined;
    }
    const hasMessage = (frame.flags & FrameFlag.NO_DATA) === 0;
    if (hasMessage && !(this.#served.method.requestStream && this.#inbox.isOpen)) {
      this.abort(invalidArgument("Data came after the end of the caller's side of the stream"));
      return undefined;
    }
    const room = hasMessage ? this.#inbox.offer(frame.payload) : undefined;
    if (!(frame.flags & FrameFlag.REMOTE_CLOSED)) return room;
    if (room) return room.then(() => this.#inbox.end());
    this.#inbox.end();
    return undefined;
  }

  /** Runs the implementation and sends what it brings. Resolves when it has really stopped; never rejects. */
  async answer(): Promise<void> {
    const { request, timers } = this.#options;
    const { method } = this.#served;
    const { signal } = this.#canceller;
    const { metadata, timeoutMs } = request;
    this.#stopDeadline = startDeadline(timers, timeoutMs, () => this.abort(deadlineExceeded(request)));
    let running: PromiseLike<unknown> | undefined;
    try {
      const answer = this.#served.call(this.#input(), { metadata, timeoutMs, signal } satisfies CallContext);
      if (method.responseStream) {
        running = this.#sendAll(answer as AsyncIterable<unknown>);
        await untilCancelled(running, signal);
        await this.#finish(FrameType.DATA, FrameFlag.REMOTE_CLOSED | FrameFlag.NO_DATA, new Uint8Array(0));
      } else {
        running = Promise.resolve(answer);
        const message = await untilCancelled(running, signal);
        await this.#finish(
          FrameType.RESPONSE,
          0,
          encodeAnswer({ payload: method.responseType.encode(message).finish() }),
        );
      }
    } catch (thrown) {
      await this.#finish(FrameType.RESPONSE, 0, encodeAnswer({ error: TtrpcError.from(thrown) }));
    }
    // The answer may be that it took too long; it is counted until it has stopped.
    await Promise.resolve(running).catch(() => {});
  }

  /** The request as the implementation takes it: a message or a stream of them. */
  #input(): unknown {
    const { requestStream, requestType } = this.#served.method;
    const decode = (payload: Uint8Array) => {
      try {
        return requestType.decode(payload);
      } catch (cause) {
        throw new TtrpcError(StatusCode.INTERNAL, "Cannot decode the request's message", { cause });
      }
    };
    return requestStream ? this.#messages(decode) : decode(this.#options.request.payload);
  }

  async *#messages(decode: (payload: Uint8Array) => unknown): AsyncGenerator<unknown> {
    for (;;) {
      const payload = await this.#inbox.next();
      if (!payload) return;
      yield decode(payload);
    }
  }

  /** Sends every message that the implementation yields, at the pace at which the peer reads. */
  async #sendAll(answers: AsyncIterable<unknown>): Promise<void> {
    const { writer, streamId } = this.#options;
    const { signal } = this.#canceller;
    const iterator = answers[Symbol.asyncIterator]();
    // An iterator that waits for an event may be woken by this; a generator takes note of it.
    const stop = () => void iterator.return?.().then(undefined, () => {});
    signal.addEventListener("abort", stop);
    try {
      for (;;) {
        const { done, value } = await iterator.next();
        if (done || signal.aborted) return;
        const payload = this.#served.method.responseType.encode(value).finish();
        const queued = writer.enqueue({ streamId, type: FrameType.DATA, flags: 0, payload });
        try {
          await untilCancelled(queued.sent, signal);
        } finally {
          queued.drop();
        }
      }
    } catch (error) {
      stop();
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Sends the last frame of the stream. */
  async #finish(type: number, flags: number, payload: Uint8Array): Promise<void> {
    const { writer, streamId, onAnswered } = this.#options;
    this.#stopDeadline();
    onAnswered();
    this.#inbox.abort(new TtrpcError(StatusCode.CANCELLED, "The call has been answered"));
    try {
      await writer.enqueue({ streamId, type, flags, payload }).sent;
    } catch {
      // The connection is over, and with it the caller who waited.
    }
  }
}

/** A response that fits in a frame: an answer that does not is replaced by an error that says so. */
function encodeAnswer(response: ResponseEnvelope): Uint8Array {
  const bytes = encodeResponse(response);
  return bytes.length <= MAX_MESSAGE_BYTES ? bytes : encodeResponse({ error: tooLarge(bytes.length) });
}

function deadlineExceeded({ service, method, timeoutMs }: RequestEnvelope): TtrpcError {
  return new TtrpcError(
    StatusCode.DEADLINE_EXCEEDED,
    `${service}/${method} was not done within its caller's ${timeoutMs} ms`,
  );
}
