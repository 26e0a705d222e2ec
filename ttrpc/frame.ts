// The frame, as PROTOCOL.md draws it: a header of 10 bytes, then the payload.

/** The most bytes that one frame may carry after its header: 4 MiB. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

export const HEADER_BYTES = 10;

/** What a frame does to its stream. A receiver ignores types that it does not know. */
export const FrameType = {
  /** Opens a stream; only from the client. */
  REQUEST: 1,
  /** Ends a stream; only from the server. */
  RESPONSE: 2,
  /** One message of an open stream, from either side. */
  DATA: 3,
} as const;

/** Bits of the flags byte. "Remote" is whoever receives the frame's view of its sender. */
export const FrameFlag = {
  /** The sender will send no more on this stream. */
  REMOTE_CLOSED: 0x01,
  /** The sender of this request has more to send. */
  REMOTE_OPEN: 0x02,
  /** There is no message in this frame, which is not the same as a message of no bytes. */
  NO_DATA: 0x04,
} as const;

/** What a frame's header says beside the length. */
export interface FrameHeader {
  readonly streamId: number;
  readonly type: number;
  readonly flags: number;
}

export interface Frame extends FrameHeader {
  readonly payload: Uint8Array;
}

/** The ten bytes before a payload of `payloadBytes`. The caller has checked the length against the limit. */
export function encodeHeader(header: FrameHeader, payloadBytes: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  writeHeader(bytes, header, payloadBytes);
  return bytes;
}

/** A frame in one piece. The caller has checked the payload's length against the limit. */
export function encodeFrame(frame: Frame): Uint8Array {
  const { payload } = frame;
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  writeHeader(bytes, frame, payload.length);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Byte by byte: an interpreter takes longer to make a DataView. Each place keeps the low eight bits. */
function writeHeader(bytes: Uint8Array, { streamId, type, flags }: FrameHeader, length: number): void {
  bytes[0] = length >>> 24;
  bytes[1] = length >>> 16;
  bytes[2] = length >>> 8;
  bytes[3] = length;
  bytes[4] = streamId >>> 24;
  bytes[5] = streamId >>> 16;
  bytes[6] = streamId >>> 8;
  bytes[7] = streamId;
  bytes[8] = type;
  bytes[9] = flags;
}

/** Four bytes as lengths and stream ids are written. */
export function readUint32(bytes: Uint8Array, offset: number): number {
  const high = ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
  const low = ((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number);
  return high * 0x1_0000 + low;
}
