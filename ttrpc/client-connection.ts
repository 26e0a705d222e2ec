import type { CallOptions } from "./call.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { FrameWriter } from "./frame-writer.ts";
import { type ClientStream, OutgoingCall, type OutgoingRequest } from "./outgoing-call.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import type { Timers } from "./timers.ts";
import type { Transport } from "./transport.ts";

const DEFAULT_MAX_CALLS = 1024;
const DEFAULT_STALL_MS = 1000;
const MAX_STREAM_ID = 0xffff_ffff;

export interface ConnectOptions {
  timers: Timers;
  /** Calls that may be under way at once; one more fails with RESOURCE_EXHAUSTED. 1024 unless said. */
  maxCalls?: number;
  /**
   * How long a stream whose consumer lags may hold up the connection before it alone is given up with
   * RESOURCE_EXHAUSTED. 1000 unless said.
   */
  stallMs?: number;
}

/** The calling side of one connection. */
export interface ClientConnection {
  /** Resolves when the connection is over, for whatever reason; never rejects. */
  readonly ended: Promise<void>;
  /** Why it is over (code UNAVAILABLE); undefined while it lives. Every pending call failed with it. */
  readonly failure: TtrpcError | undefined;
  /** Ends the connection and its transport: pending calls fail with UNAVAILABLE. May be called again. */
  close(): void;
  /**
   * Begins a call on encoded messages; `createClient` is the typed way. Throws a TtrpcError if the call cannot
   * begin.
   */
  open(request: OutgoingRequest, options?: CallOptions): ClientStream;
}

/** Makes calls possible over a transport, which it owns from now on. */
export function connect(transport: Transport, options: ConnectOptions): ClientConnection {
  return new Connection(transport, options);
}

class Connection implements ClientConnection {
  readonly ended: Promise<void>;
  failure: TtrpcError | undefined;
  readonly #transport: Transport;
  readonly #options: ConnectOptions;
  readonly #writer: FrameWriter;
  readonly #calls = new Map<number, OutgoingCall>();
  #nextStreamId = 1;
  #resolveEnded: () => void = () => {};

  constructor(transport: Transport, options: ConnectOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#writer = new FrameWriter(transport, (failure) => this.#end(failure));
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    void this.#read();
  }

  close(): void {
    this.#end(new TtrpcError(StatusCode.UNAVAILABLE, "The connection was closed on this side"));
  }

  open(request: OutgoingRequest, options: CallOptions = {}): ClientStream {
    if (this.failure) throw this.failure;
    const { timers, maxCalls = DEFAULT_MAX_CALLS, stallMs = DEFAULT_STALL_MS } = this.#options;
    if (this.#calls.size >= maxCalls) {
      throw new TtrpcError(
        StatusCode.RESOURCE_EXHAUSTED,
        `Cannot call ${request.method}: ${maxCalls} calls are under way; wait for one to end`,
      );
    }
    const streamId = this.#nextStreamId;
    if (streamId > MAX_STREAM_ID) {
      throw new TtrpcError(
        StatusCode.UNAVAILABLE,
        `Cannot call ${request.method}: the connection has used all stream ids; connect anew`,
      );
    }
    const onOver = () => this.#calls.delete(streamId);
    const call = new OutgoingCall(request, { timers, stallMs, streamId, writer: this.#writer, onOver });
    // The id is used up and the frame queued in one step: ids must rise on the wire.
    call.begin(options);
    this.#nextStreamId += 2;
    this.#calls.set(streamId, call);
    return call;
  }

  async #read(): Promise<void> {
    const decoder = new FrameDecoder();
    try {
      for await (const chunk of this.#transport.incoming) {
        decoder.take(chunk);
        for (let frame = decoder.next(); frame; frame = decoder.next()) {
          // A frame for no call is a late one of an abandoned call, or nonsense: dropped.
          const room = this.#calls.get(frame.streamId)?.take(frame);
          if (room) await room;
          if (this.failure) return;
        }
      }
      const where = decoder.isMidFrame ? "ended inside a frame" : "ended";
      this.#end(new TtrpcError(StatusCode.UNAVAILABLE, `The connection ${where} on the peer's side`));
    } catch (cause) {
      this.#end(new TtrpcError(StatusCode.UNAVAILABLE, "Cannot read from the connection", { cause }));
    }
  }

  #end(failure: TtrpcError): void {
    if (this.failure) return;
    this.failure = failure;
    this.#writer.close(failure);
    for (const call of [...this.#calls.values()]) call.fail(failure);
    this.#transport.close();
    this.#resolveEnded();
  }
}
