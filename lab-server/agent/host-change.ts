import { FrameType, HEADER_BYTES, readUint32 } from "../../ttrpc/frame.ts";

const nothing: Uint8Array = new Uint8Array(0);

/**
 * Finds where one host's bytes end and the next host's begin, when the port did not tell: while the machine is
 * frozen the host can go and come back unseen. A TTRPC client counts its streams upwards from 1, so
 * a request whose stream id is not higher than the last is the first of a new host.
 */
export class HostChange {
  #lastStreamId = 0;
  /** What is left of the payload of the frame under way. */
  #payloadLeft = 0;
  /** The beginning of a frame head that is not whole yet; it is held back. */
  #head = nothing;
  #rest: Uint8Array | undefined;

  /** The bytes of the new host, once `admit` has found one. */
  get rest(): Uint8Array | undefined {
    return this.#rest;
  }

  /** Gives what of a chunk belongs to the present host; `isLast` says that another follows. */
  admit(chunk: Uint8Array): { ours: Uint8Array; isLast: boolean } {
    const bytes = joined(this.#head, chunk);
    let offset = 0;
    for (;;) {
      const skipped = Math.min(this.#payloadLeft, bytes.byteLength - offset);
      offset += skipped;
      this.#payloadLeft -= skipped;
      if (this.#payloadLeft > 0 || bytes.byteLength - offset < HEADER_BYTES) break;
      const streamId = readUint32(bytes, offset + 4);
      if (bytes[offset + 8] === FrameType.REQUEST) {
        if (streamId <= this.#lastStreamId) {
          this.#rest = bytes.slice(offset);
          return { ours: bytes.subarray(0, offset), isLast: true };
        }
        this.#lastStreamId = streamId;
      }
      this.#payloadLeft = readUint32(bytes, offset);
      offset += HEADER_BYTES;
    }
    const isWhole = offset === bytes.byteLength;
    this.#head = isWhole ? nothing : bytes.slice(offset);
    return { ours: isWhole ? bytes : bytes.subarray(0, offset), isLast: false };
  }
}

function joined(head: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (head.byteLength === 0) return chunk;
  const bytes = new Uint8Array(head.byteLength + chunk.byteLength);
  bytes.set(head);
  bytes.set(chunk, head.byteLength);
  return bytes;
}
