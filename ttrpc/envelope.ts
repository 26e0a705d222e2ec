// The two messages in which TTRPC wraps every call: ttrpc.Request in a request frame and ttrpc.Response in a
// response frame (request.proto of the protocol). Written by hand on the wire code: full descriptors would
// cost several milliseconds at every start.
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Metadata } from "./call.ts";
import { isStatusCode, StatusCode, TtrpcError } from "./status.ts";

/** More pairs than any caller has use for; a frame of 4 MiB could hold two million empty ones. */
export const MAX_METADATA_PAIRS = 128;

/** A longer message of a status is cut: it is for people to read, and the response must fit in a frame. */
const MAX_STATUS_MESSAGE_CHARACTERS = 16_384;

const NANOS_PER_MS = 1e6;
const MAX_INT64 = 2 ** 63 - 1025;

/** What opens a stream. `timeoutMs` is undefined where there is no deadline; not positive where it has passed. */
export interface RequestEnvelope {
  readonly service: string;
  readonly method: string;
  readonly payload: Uint8Array;
  readonly timeoutMs: number | undefined;
  readonly metadata: Metadata;
}

/** How a stream ends: with a message, or with a failure. */
export type ResponseEnvelope =
  | { readonly payload: Uint8Array; readonly error?: undefined }
  | { readonly error: TtrpcError };

export function encodeRequest(request: RequestEnvelope): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(field(1, WireType.LengthDelimited)).string(request.service);
  writer.uint32(field(2, WireType.LengthDelimited)).string(request.method);
  if (request.payload.length > 0) writer.uint32(field(3, WireType.LengthDelimited)).bytes(request.payload);
  if (request.timeoutMs !== undefined) {
    // 0 would mean "no deadline".
    const nanos = Math.min(Math.round(request.timeoutMs * NANOS_PER_MS), MAX_INT64) || 1;
    writer.uint32(field(4, WireType.Varint)).int64(BigInt(nanos));
  }
  for (const [key, values] of Object.entries(request.metadata)) {
    for (const value of values) {
      writer.uint32(field(5, WireType.LengthDelimited)).fork();
      writer.uint32(field(1, WireType.LengthDelimited)).string(key.toLowerCase());
      writer.uint32(field(2, WireType.LengthDelimited)).string(value);
      writer.join();
    }
  }
  return writer.finish();
}

/** Throws a TtrpcError with INVALID_ARGUMENT for bytes that are no request. */
export function decodeRequest(bytes: Uint8Array): RequestEnvelope {
  let service = "";
  let method = "";
  let payload: Uint8Array = new Uint8Array(0);
  let timeoutMs: number | undefined;
  // Without a prototype: "__proto__" is a key like any other.
  const metadata: Record<string, string[]> = Object.create(null);
  let pairs = 0;
  try {
    eachField(new BinaryReader(bytes), bytes.length, (reader, number, wireType) => {
      if (number === 1 && wireType === WireType.LengthDelimited) service = reader.string();
      else if (number === 2 && wireType === WireType.LengthDelimited) method = reader.string();
      else if (number === 3 && wireType === WireType.LengthDelimited) payload = reader.bytes();
      else if (number === 4 && wireType === WireType.Varint) {
        const nanos = Number(reader.int64());
        timeoutMs = nanos === 0 ? undefined : nanos / NANOS_PER_MS;
      } else if (number === 5 && wireType === WireType.LengthDelimited) {
        pairs += 1;
        if (pairs > MAX_METADATA_PAIRS)
          throw new Error(`it has more than ${MAX_METADATA_PAIRS} metadata pairs`);
        const [key, value] = readPair(reader);
        metadata[key] ??= [];
        metadata[key].push(value);
      } else return false;
      return true;
    });
  } catch (cause) {
    throw undecodable("request", StatusCode.INVALID_ARGUMENT, cause);
  }
  return { service, method, payload, timeoutMs, metadata };
}

export function encodeResponse(response: ResponseEnvelope): Uint8Array {
  const writer = new BinaryWriter();
  if (response.error) {
    const { code, message } = response.error;
    writer.uint32(field(1, WireType.LengthDelimited)).fork();
    // A failure with the code of success would read as an answer.
    const isFailure = code !== StatusCode.OK && isStatusCode(code);
    writer.uint32(field(1, WireType.Varint)).int32(isFailure ? code : StatusCode.UNKNOWN);
    writer.uint32(field(2, WireType.LengthDelimited)).string(message.slice(0, MAX_STATUS_MESSAGE_CHARACTERS));
    writer.join();
  } else if (response.payload.length > 0) {
    writer.uint32(field(2, WireType.LengthDelimited)).bytes(response.payload);
  }
  return writer.finish();
}

/** Throws a TtrpcError with INTERNAL for bytes that are no response. */
export function decodeResponse(bytes: Uint8Array): ResponseEnvelope {
  let payload: Uint8Array = new Uint8Array(0);
  let code = 0;
  let message = "";
  try {
    eachField(new BinaryReader(bytes), bytes.length, (reader, number, wireType) => {
      if (number === 2 && wireType === WireType.LengthDelimited) payload = reader.bytes();
      else if (number === 1 && wireType === WireType.LengthDelimited) {
        const status = reader.bytes();
        eachField(new BinaryReader(status), status.length, (reader, number, wireType) => {
          if (number === 1 && wireType === WireType.Varint) code = reader.int32();
          else if (number === 2 && wireType === WireType.LengthDelimited) message = reader.string();
          else return false;
          return true;
        });
      } else return false;
      return true;
    });
  } catch (cause) {
    throw undecodable("response", StatusCode.INTERNAL, cause);
  }
  return code === StatusCode.OK ? { payload } : { error: statusError(code, message) };
}

function statusError(code: number, message: string): TtrpcError {
  if (isStatusCode(code)) return new TtrpcError(code, message);
  return new TtrpcError(StatusCode.UNKNOWN, `${message} (the peer's status code ${code} is not a known one)`);
}

function readPair(reader: BinaryReader): [key: string, value: string] {
  let key = "";
  let value = "";
  const length = reader.uint32();
  eachField(reader, reader.pos + length, (reader, number, wireType) => {
    if (number === 1 && wireType === WireType.LengthDelimited) key = reader.string();
    else if (number === 2 && wireType === WireType.LengthDelimited) value = reader.string();
    else return false;
    return true;
  });
  return [key.toLowerCase(), value];
}

/** Calls `read` for every field up to `end`; skips those that it does not know (it answers false). */
function eachField(
  reader: BinaryReader,
  end: number,
  read: (reader: BinaryReader, number: number, wireType: WireType) => boolean,
): void {
  while (reader.pos < end) {
    const [number, wireType] = reader.tag();
    if (!read(reader, number, wireType)) reader.skip(wireType, number);
  }
  if (reader.pos > end) throw new Error("a field reaches beyond its message");
}

function field(number: number, wireType: WireType): number {
  return (number << 3) | wireType;
}

function undecodable(kind: "request" | "response", code: StatusCode, cause: unknown): TtrpcError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TtrpcError(code, `Cannot decode the ${kind} envelope: ${why}`, { cause });
}
