// What the other tests share: a service with every kind of method, and transports to run it on.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, connect as dial, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { encodeFrame, type Frame } from "./frame.ts";
import { FrameDecoder, type OversizedFrame } from "./frame-decoder.ts";
import { type Service, service } from "./server.ts";
import type { Codec, Implementation } from "./service.ts";
import { type StatusCode, TtrpcError } from "./status.ts";
import type { Transport } from "./transport.ts";

export const timers = { setTimeout, clearTimeout };

/** The one message of the test service: `message Note { uint32 number = 1; string text = 2; }`. */
export interface Note {
  number: number;
  text: string;
}

export const Note: Codec<Note> = {
  encode({ number, text }) {
    const writer = new BinaryWriter();
    if (number) writer.uint32(8).uint32(number);
    if (text) writer.uint32(18).string(text);
    return writer;
  },
  decode(bytes) {
    const note = { number: 0, text: "" };
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === 1) note.number = reader.uint32();
      else if (number === 2) note.text = reader.string();
      else reader.skip(wireType, number);
    }
    return note;
  },
};

const message = { requestType: Note, responseType: Note } as const;
const unary = { ...message, requestStream: false, responseStream: false } as const;

export const NotesDefinition = {
  name: "Notes",
  fullName: "test.Notes",
  methods: {
    echo: { name: "Echo", ...unary },
    /** Fails with the status `number` and the message `text`. */
    fail: { name: "Fail", ...unary },
    /** Waits until it is cancelled. */
    wait: { name: "Wait", ...unary },
    /** Answers with `number` characters. */
    fill: { name: "Fill", ...unary },
    /** Answers with the metadata value of key `text` and with the deadline. */
    look: { name: "Look", ...unary },
    /** Counts from 1 to `number`; fails there if there is a `text`. */
    count: { name: "Count", ...message, requestStream: false, responseStream: true },
    /** Adds all numbers and texts. */
    total: { name: "Total", ...message, requestStream: true, responseStream: false },
    /** Sends back what comes. */
    chat: { name: "Chat", ...message, requestStream: true, responseStream: true },
  },
} as const;

/** What the service saw of calls that were given up. */
export class Cancellations {
  readonly seen: unknown[] = [];
  #waiting: (() => void)[] = [];

  note(reason: unknown): void {
    this.seen.push(reason);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async until(count: number): Promise<void> {
    while (this.seen.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

export function notes(
  cancellations = new Cancellations(),
  changes: Partial<Implementation<typeof NotesDefinition>> = {},
): Service {
  return service(NotesDefinition, {
    echo: (request) => request,
    fail: ({ number, text }) => {
      throw new TtrpcError(number as StatusCode, text);
    },
    wait: (_request, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => {
          cancellations.note(signal.reason);
          reject(signal.reason);
        }),
      ),
    fill: ({ number }) => ({ number, text: "x".repeat(number) }),
    look: ({ text }, { metadata, timeoutMs }) => ({
      number: Math.ceil(timeoutMs ?? 0),
      text: (metadata[text] ?? ["(absent)"]).join(","),
    }),
    async *count({ number, text }) {
      for (let n = 1; n <= number; n++) yield { number: n, text: "" };
      if (text) throw new Error(text);
    },
    async total(requests) {
      const sum = { number: 0, text: "" };
      for await (const { number, text } of requests) {
        sum.number += number;
        sum.text += text;
      }
      return sum;
    },
    chat: (requests) => requests,
    ...changes,
  });
}

/** Transports over a unix socket's two ends, with the sockets. Call `close` when done. */
export async function socketPair(): Promise<{
  client: Transport;
  server: Transport;
  clientSocket: Socket;
  serverSocket: Socket;
  close: () => void;
}> {
  const folder = mkdtempSync(join(tmpdir(), "ttrpc-"));
  const listener = createServer();
  const accepted = new Promise<Socket>((resolve) => listener.once("connection", resolve));
  const clientSocket = await new Promise<Socket>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(join(folder, "socket"), () => {
      const socket = dial(join(folder, "socket"), () => resolve(socket));
      socket.once("error", reject);
    });
  });
  const serverSocket = await accepted;
  listener.close();
  rmSync(folder, { recursive: true });
  const close = () => {
    clientSocket.destroy();
    serverSocket.destroy();
  };
  return {
    client: onSocket(clientSocket),
    server: onSocket(serverSocket),
    clientSocket,
    serverSocket,
    close,
  };
}

function onSocket(socket: Socket): Transport {
  socket.on("error", () => {});
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve()))),
    incoming: socket,
    close: () => void socket.destroy(),
  };
}

/** A transport whose far end is the test: it gives the bytes that arrive and sees the frames that are sent. */
export class ManualTransport implements Transport {
  readonly frames: Frame[] = [];
  isClosed = false;
  /** While false, writes wait. */
  #isWritable = true;
  #decoder = new FrameDecoder();
  #chunks: Uint8Array[] = [];
  #wake: () => void = () => {};
  #written: (() => void)[] = [];
  #ended = false;
  #error: Error | undefined;

  async write(bytes: Uint8Array): Promise<void> {
    while (!this.#isWritable && !this.isClosed)
      await new Promise<void>((resolve) => this.#written.push(resolve));
    if (this.isClosed) throw new Error("closed");
    for (const frame of framesOf(this.#decoder, bytes)) {
      if ("oversizedBytes" in frame) throw new Error("an oversized frame was sent");
      this.frames.push(frame);
    }
    for (const resolve of this.#written.splice(0)) resolve();
  }

  get incoming(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) yield chunk;
      else if (this.#error) throw this.#error;
      else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  close(): void {
    this.isClosed = true;
    this.end();
    for (const resolve of this.#written.splice(0)) resolve();
  }

  set isWritable(value: boolean) {
    this.#isWritable = value;
    for (const resolve of this.#written.splice(0)) resolve();
  }

  /** Bytes that have arrived and that nobody has read. */
  get unreadChunks(): number {
    return this.#chunks.length;
  }

  arrive(...parts: (Frame | Uint8Array)[]): void {
    for (const part of parts) this.#chunks.push(part instanceof Uint8Array ? part : encodeFrame(part));
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  break(error: Error): void {
    this.#error = error;
    this.#wake();
  }

  /** Waits until this many frames have been sent. */
  async sent(count: number): Promise<Frame[]> {
    while (this.frames.length < count) await new Promise<void>((resolve) => this.#written.push(resolve));
    return this.frames;
  }
}

/** All frames that end in a chunk. */
export function framesOf(decoder: FrameDecoder, chunk: Uint8Array): (Frame | OversizedFrame)[] {
  const frames: (Frame | OversizedFrame)[] = [];
  decoder.take(chunk);
  for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(frame);
  return frames;
}

/** "00 ff" as bytes. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(/\s/g, "").match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Lets everything that is ready to run do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
