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

const noBytes = new Uint8Array(0);

/** What all calls of a connection share. */
export interface CallHost {
  writer: FrameWriter;
  timers: Timers;
  stallMs: number;
  /** Told when the last frame of a stream is about to be sent. */
  onAnswered: (streamId: number) => void;
}

export interface IncomingCallOptions {
  served: ServedMethod;
  request: RequestEnvelope;
  streamId: number;
  isInputOpen: boolean;
}

/** One call on its way to an answer. */
export class IncomingCall {
  readonly #host: CallHost;
  readonly #options: IncomingCallOptions;
  readonly #canceller = new Canceller();
  /** Only a stream of requests waits in one. */
  readonly #inbox: Inbox | undefined;
  #stopDeadline: (() => void) | undefined;
  #isAnswered = false;

  constructor(host: CallHost, options: IncomingCallOptions) {
    this.#host = host;
    this.#options = options;
    if (options.served.method.requestStream) this.#inbox = this.#openInbox();
  }

  /** Stops the call: its implementation is told, and the error is the answer if none has been sent. */
  abort(error: TtrpcError): void {
    this.#inbox?.abort(error);
    this.#canceller.cancel(error);
    void this.#fail(error);
  }

  /** Takes in data of this stream; the promise, where there is one, says when the next may come. */
  take(frame: Frame | OversizedFrame): Promise<void> | undefined {
    if ("oversizedBytes" in frame) {
      this.abort(tooLarge(frame.oversizedBytes));
      return undefined;
    }
    const inbox = this.#inbox;
    const hasMessage = (frame.flags & FrameFlag.NO_DATA) === 0;
    if (hasMessage && !inbox?.isOpen) {
      this.abort(invalidArgument("Data came after the end of the caller's side of the stream"));
      return undefined;
    }
    const room = hasMessage ? inbox?.offer(frame.payload) : undefined;
    if (!(frame.flags & FrameFlag.REMOTE_CLOSED)) return room;
    if (room) return room.then(() => inbox?.end());
    inbox?.end();
    return undefined;
  }

  /**
   * Runs the implementation and sends what it brings. The promise, where there is one, says when it has really
   * stopped, which may be long after a deadline has answered for it; it does not reject.
   */
  answer(): Promise<void> | undefined {
    const { request, served } = this.#options;
    const { metadata, timeoutMs } = request;
    const { signal } = this.#canceller;
    if (timeoutMs !== undefined)
      this.#stopDeadline = startDeadline(this.#host.timers, timeoutMs, () =>
        this.abort(deadlineExceeded(request)),
      );
    try {
      const answer = served.call(this.#input(), { metadata, timeoutMs, signal } satisfies CallContext);
      if (served.method.responseStream) return this.#sendAll(answer as AsyncIterable<unknown>);
      if (!(answer instanceof Promise)) return this.#succeed(answer);
      return answer.then(
        (message) => this.#succeed(message),
        (thrown) => this.#fail(thrown),
      );
    } catch (thrown) {
      return this.#fail(thrown);
    }
  }

  #openInbox(): Inbox {
    const { timers, stallMs } = this.#host;
    const { request, isInputOpen } = this.#options;
    const inbox = new Inbox({ timers, stallMs, onStalled: (error) => this.abort(error) });
    // A client may put the first message of its stream into the request.
    if (request.payload.length > 0) void inbox.offer(request.payload);
    if (!isInputOpen) inbox.end();
    return inbox;
  }

  /** The request as the implementation takes it: a message or a stream of them. */
  #input(): unknown {
    return this.#inbox ? this.#messages(this.#inbox) : this.#decode(this.#options.request.payload);
  }

  async *#messages(inbox: Inbox): AsyncGenerator<unknown> {
    for (;;) {
      const payload = await inbox.next();
      if (!payload) return;
      yield this.#decode(payload);
    }
  }

  #decode(payload: Uint8Array): unknown {
    try {
      return this.#options.served.method.requestType.decode(payload);
    } catch (cause) {
      throw new TtrpcError(StatusCode.INTERNAL, "Cannot decode the request's message", { cause });
    }
  }

  /** Sends every message that the implementation yields, at the pace at which the peer reads, and the end. */
  async #sendAll(answers: AsyncIterable<unknown>): Promise<void> {
    const { writer } = this.#host;
    const { streamId } = this.#options;
    const { signal } = this.#canceller;
    const iterator = answers[Symbol.asyncIterator]();
    // An iterator that waits for an event may be woken by this; a generator takes note of it.
    const stop = () => void iterator.return?.().then(undefined, () => {});
    signal.addEventListener("abort", stop);
    try {
      for (;;) {
        const { done, value } = await iterator.next();
        if (signal.aborted) return;
        if (done) break;
        const payload = this.#options.served.method.responseType.encode(value).finish();
        const queued = writer.enqueue({ streamId, type: FrameType.DATA, flags: 0, payload });
        try {
          await untilCancelled(queued.sent, signal);
        } finally {
          queued.drop();
        }
      }
      await this.#finish(FrameType.DATA, FrameFlag.REMOTE_CLOSED | FrameFlag.NO_DATA, noBytes);
    } catch (error) {
      stop();
      await this.#fail(error);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  #succeed(message: unknown): Promise<void> | undefined {
    try {
      const payload = this.#options.served.method.responseType.encode(message).finish();
      return this.#finish(FrameType.RESPONSE, 0, encodeAnswer({ payload }));
    } catch (thrown) {
      return this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): Promise<void> | undefined {
    if (this.#isAnswered) return undefined;
    return this.#finish(FrameType.RESPONSE, 0, encodeAnswer({ error: TtrpcError.from(thrown) }));
  }

  /** Sends the last frame of the stream, once. The promise, where there is one, says when it is sent. */
  #finish(type: number, flags: number, payload: Uint8Array): Promise<void> | undefined {
    if (this.#isAnswered) return undefined;
    this.#isAnswered = true;
    const { streamId } = this.#options;
    this.#stopDeadline?.();
    this.#host.onAnswered(streamId);
    this.#inbox?.abort(new TtrpcError(StatusCode.CANCELLED, "The call has been answered"));
    try {
      // It fails when the connection is over, and with it the caller who waited.
      return this.#host.writer.enqueue({ streamId, type, flags, payload }).sent?.catch(() => {});
    } catch {
      return undefined;
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
