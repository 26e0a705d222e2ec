import { decodeRequest, encodeResponse, type RequestEnvelope } from "./envelope.ts";
import { type Frame, FrameFlag, FrameType } from "./frame.ts";
import { FrameDecoder, type OversizedFrame } from "./frame-decoder.ts";
import { FrameWriter } from "./frame-writer.ts";
import { type CallHost, IncomingCall } from "./incoming-call.ts";
import type { MethodTable } from "./method-table.ts";
import { invalidArgument, StatusCode, TtrpcError, tooLarge } from "./status.ts";
import type { Timers } from "./timers.ts";
import type { Transport } from "./transport.ts";

export interface ServerConnectionOptions {
  timers: Timers;
  maxCalls: number;
  stallMs: number;
}

/** The answering side of one connection: takes frames in, starts and feeds calls, writes their answers. */
export class ServerConnection {
  /** Resolves when the connection is over; never rejects. */
  readonly ended: Promise<void>;
  readonly #transport: Transport;
  readonly #methods: MethodTable;
  readonly #maxCalls: number;
  readonly #host: CallHost;
  /** The streams that the peer may still send on. */
  readonly #open = new Map<number, IncomingCall>();
  /** Calls whose implementation still runs, the ones answered early by a deadline among them. */
  #running = 0;
  #lastStreamId = 0;
  #failure: TtrpcError | undefined;
  #resolveEnded: () => void = () => {};

  constructor(transport: Transport, methods: MethodTable, options: ServerConnectionOptions) {
    this.#transport = transport;
    this.#methods = methods;
    this.#maxCalls = options.maxCalls;
    this.#host = {
      writer: new FrameWriter(transport, (failure) => this.end(failure)),
      timers: options.timers,
      stallMs: options.stallMs,
      onAnswered: (streamId) => this.#open.delete(streamId),
    };
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    void this.#read();
  }

  end(failure: TtrpcError): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#host.writer.close(failure);
    for (const call of [...this.#open.values()]) call.abort(failure);
    this.#transport.close();
    this.#resolveEnded();
  }

  async #read(): Promise<void> {
    const decoder = new FrameDecoder();
    try {
      for await (const chunk of this.#transport.incoming) {
        decoder.take(chunk);
        for (let frame = decoder.next(); frame; frame = decoder.next()) {
          const ready = this.#take(frame);
          if (ready) await ready;
          if (this.#failure) return;
        }
      }
      this.end(new TtrpcError(StatusCode.CANCELLED, "The caller has ended the connection"));
    } catch (cause) {
      this.end(new TtrpcError(StatusCode.CANCELLED, "The connection to the caller broke", { cause }));
    }
  }

  /** Takes in one frame; the promise, where there is one, says when the next may come. */
  #take(frame: Frame | OversizedFrame): Promise<void> | undefined {
    const { streamId, type } = frame;
    // Types that may come one day are ignored, and so are responses: a server has asked nothing.
    if (type !== FrameType.REQUEST && type !== FrameType.DATA) return undefined;
    if (streamId % 2 === 0)
      return this.#refuse(streamId, invalidArgument("A client's stream id must be odd"));
    if (type === FrameType.DATA) return this.#takeData(frame);
    if (streamId <= this.#lastStreamId) {
      return this.#refuse(streamId, invalidArgument("A stream id must be higher than all before it"));
    }
    this.#lastStreamId = streamId;
    if ("oversizedBytes" in frame) return this.#refuse(streamId, tooLarge(frame.oversizedBytes));
    try {
      this.#begin(frame, decodeRequest(frame.payload));
      return undefined;
    } catch (error) {
      return this.#refuse(streamId, TtrpcError.from(error));
    }
  }

  #takeData(frame: Frame | OversizedFrame): Promise<void> | undefined {
    const call = this.#open.get(frame.streamId);
    if (call) return call.take(frame);
    // The end of a stream may cross with its last data; only a stream that never was is an error.
    if (frame.streamId <= this.#lastStreamId) return undefined;
    return this.#refuse(frame.streamId, invalidArgument("Data came for a stream that no request has opened"));
  }

  #begin(frame: Frame, request: RequestEnvelope): void {
    const served = this.#methods.find(request.service, request.method);
    if (this.#running >= this.#maxCalls) {
      throw new TtrpcError(
        StatusCode.RESOURCE_EXHAUSTED,
        `${this.#maxCalls} calls are being answered; wait for one to end`,
      );
    }
    const { streamId } = frame;
    const isInputOpen = (frame.flags & FrameFlag.REMOTE_OPEN) !== 0;
    const call = new IncomingCall(this.#host, { served, request, streamId, isInputOpen });
    this.#open.set(streamId, call);
    const stopped = call.answer();
    if (!stopped) return;
    this.#running += 1;
    void stopped.then(() => {
      this.#running -= 1;
    });
  }

  /** Answers a stream that is not begun, or that the peer has spoilt. Waits for a peer that does not read. */
  async #refuse(streamId: number, error: TtrpcError): Promise<void> {
    const call = this.#open.get(streamId);
    if (call) {
      call.abort(error);
      return;
    }
    const payload = encodeResponse({ error });
    try {
      await this.#host.writer.enqueue({ streamId, type: FrameType.RESPONSE, flags: 0, payload }).sent;
    } catch {
      // The connection is over, which `end` sees to.
    }
  }
}
