// The two messages in which TTRPC wraps every call: ttrpc.Request in a request frame and ttrpc.Response in a
// response frame (request.proto of the protocol). Written by hand: full descriptors would cost several
// milliseconds at every start.
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { Metadata } from "./call.ts";
import { isStatusCode, StatusCode, TtrpcError } from "./status.ts";
import { WireReader } from "./wire-reader.ts";

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

// A field's tag: its number * 8 + 2 for strings, bytes and messages, + 0 for whole numbers.
const requestTag = { service: 10, method: 18, payload: 26, timeout: 32, metadata: 42 };
const pairTag = { key: 10, value: 18 };
const responseTag = { status: 10, payload: 18 };
const statusTag = { code: 8, message: 18 };

const noBytes: Uint8Array = new Uint8Array(0);
const noMetadata: Metadata = Object.freeze(Object.create(null) as Metadata);

export function encodeRequest(request: RequestEnvelope): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(requestTag.service).string(request.service);
  writer.uint32(requestTag.method).string(request.method);
  if (request.payload.length > 0) writer.uint32(requestTag.payload).bytes(request.payload);
  if (request.timeoutMs !== undefined) {
    // 0 would mean "no deadline".
    const nanos = Math.min(Math.round(request.timeoutMs * NANOS_PER_MS), MAX_INT64) || 1;
    writer.uint32(requestTag.timeout).int64(BigInt(nanos));
  }
  for (const [key, values] of Object.entries(request.metadata)) {
    for (const value of values) {
      writer.uint32(requestTag.metadata).fork();
      writer.uint32(pairTag.key).string(key.toLowerCase());
      writer.uint32(pairTag.value).string(value);
      writer.join();
    }
  }
  return writer.finish();
}

/** Throws a TtrpcError with INVALID_ARGUMENT for bytes that are no request. */
export function decodeRequest(bytes: Uint8Array): RequestEnvelope {
  let service = "";
  let method = "";
  let payload = noBytes;
  let timeoutMs: number | undefined;
  let metadata: Record<string, string[]> | undefined;
  let pairs = 0;
  try {
    const reader = new WireReader(bytes);
    for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
      if (tag === requestTag.service) service = reader.text;
      else if (tag === requestTag.method) method = reader.text;
      else if (tag === requestTag.payload) payload = reader.bytes;
      else if (tag === requestTag.timeout) timeoutMs = reader.number / NANOS_PER_MS || undefined;
      else if (tag === requestTag.metadata) {
        pairs += 1;
        if (pairs > MAX_METADATA_PAIRS)
          throw new Error(`it has more than ${MAX_METADATA_PAIRS} metadata pairs`);
        const [key, value] = decodePair(reader.bytes);
        // Without a prototype: "__proto__" is a key like any other.
        metadata ??= Object.create(null) as Record<string, string[]>;
        metadata[key] ??= [];
        metadata[key].push(value);
      }
    }
  } catch (cause) {
    throw undecodable("request", StatusCode.INVALID_ARGUMENT, cause);
  }
  return { service, method, payload, timeoutMs, metadata: metadata ?? noMetadata };
}

export function encodeResponse(response: ResponseEnvelope): Uint8Array {
  return response.error ? encodeFailure(response.error) : encodeSuccess(response.payload);
}

function encodeFailure({ code, message }: TtrpcError): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(responseTag.status).fork();
  // A failure with the code of success would read as an answer.
  const isFailure = code !== StatusCode.OK && isStatusCode(code);
  writer.uint32(statusTag.code).int32(isFailure ? code : StatusCode.UNKNOWN);
  writer.uint32(statusTag.message).string(message.slice(0, MAX_STATUS_MESSAGE_CHARACTERS));
  return writer.join().finish();
}

/** One field, or none where there is nothing in it. */
function encodeSuccess(payload: Uint8Array): Uint8Array {
  const { length } = payload;
  if (length === 0) return noBytes;
  let lengthBytes = 1;
  for (let rest = length; rest > 0x7f; rest >>>= 7) lengthBytes += 1;
  const bytes = new Uint8Array(1 + lengthBytes + length);
  bytes[0] = responseTag.payload;
  for (let index = 1; index <= lengthBytes; index += 1)
    bytes[index] = ((length >>> (7 * (index - 1))) & 0x7f) | (index < lengthBytes ? 0x80 : 0);
  bytes.set(payload, 1 + lengthBytes);
  return bytes;
}

/** Throws a TtrpcError with INTERNAL for bytes that are no response. */
export function decodeResponse(bytes: Uint8Array): ResponseEnvelope {
  let payload = noBytes;
  let error: TtrpcError | undefined;
  try {
    const reader = new WireReader(bytes);
    for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
      if (tag === responseTag.payload) payload = reader.bytes;
      else if (tag === responseTag.status) error = decodeStatus(reader.bytes);
    }
  } catch (cause) {
    throw undecodable("response", StatusCode.INTERNAL, cause);
  }
  return error ? { error } : { payload };
}

/** The failure that a status tells; undefined for success. */
function decodeStatus(bytes: Uint8Array): TtrpcError | undefined {
  let code = 0;
  let message = "";
  const reader = new WireReader(bytes);
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === statusTag.code) code = reader.number;
    else if (tag === statusTag.message) message = reader.text;
  }
  return code === StatusCode.OK ? undefined : statusError(code, message);
}

function statusError(code: number, message: string): TtrpcError {
  if (isStatusCode(code)) return new TtrpcError(code, message);
  return new TtrpcError(StatusCode.UNKNOWN, `${message} (the peer's status code ${code} is not a known one)`);
}

function decodePair(bytes: Uint8Array): [key: string, value: string] {
  let key = "";
  let value = "";
  const reader = new WireReader(bytes);
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === pairTag.key) key = reader.text;
    else if (tag === pairTag.value) value = reader.text;
  }
  return [key.toLowerCase(), value];
}

function undecodable(kind: "request" | "response", code: StatusCode, cause: unknown): TtrpcError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TtrpcError(code, `Cannot decode the ${kind} envelope: ${why}`, { cause });
}
