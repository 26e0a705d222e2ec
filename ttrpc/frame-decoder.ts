import { type Frame, type FrameHeader, HEADER_BYTES, MAX_MESSAGE_BYTES } from "./frame.ts";

/** A frame that declared more than the limit. Its payload is thrown away as it arrives. */
export interface OversizedFrame extends FrameHeader {
  readonly oversizedBytes: number;
}

/**
 * Finds the frames in a stream of bytes that is cut anywhere. It holds at most one unfinished header and one
 * unfinished payload: memory for a payload is taken only after its declared length has passed the limit,
 * once, and filled in place, so that bytes arriving one at a time cost no more copying than all at once.
 */
export class FrameDecoder {
  #header = new Uint8Array(HEADER_BYTES);
  #headerFilled = 0;
  #partial: { header: FrameHeader; payload: Uint8Array; filled: number } | undefined;
  #discardBytes = 0;

  /** Bytes of memory held for a payload that is not whole yet; never more than the limit. */
  get heldBytes(): number {
    return this.#partial?.payload.length ?? 0;
  }

  /** Whether the stream, if it ended now, would have been cut inside a frame. */
  get isMidFrame(): boolean {
    return this.#headerFilled > 0 || this.#partial !== undefined || this.#discardBytes > 0;
  }

  /**
   * The frames that end in `chunk`; an oversized one is told as soon as its header is whole. The caller takes
   * them all before it gives the next chunk. A payload may share the chunk's memory.
   */
  *decode(chunk: Uint8Array): Generator<Frame | OversizedFrame, void> {
    // Node's Buffer is a Uint8Array whose slices behave differently; go on with the plain kind.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    let offset = 0;
    while (offset < bytes.length) {
      if (this.#discardBytes > 0) {
        const skipped = Math.min(this.#discardBytes, bytes.length - offset);
        this.#discardBytes -= skipped;
        offset += skipped;
        continue;
      }
      const partial = this.#partial;
      if (partial) {
        const taken = bytes.subarray(offset, offset + partial.payload.length - partial.filled);
        partial.payload.set(taken, partial.filled);
        partial.filled += taken.length;
        offset += taken.length;
        if (partial.filled < partial.payload.length) return;
        this.#partial = undefined;
        yield { ...partial.header, payload: partial.payload };
        continue;
      }
      const taken = bytes.subarray(offset, offset + HEADER_BYTES - this.#headerFilled);
      this.#header.set(taken, this.#headerFilled);
      this.#headerFilled += taken.length;
      offset += taken.length;
      if (this.#headerFilled < HEADER_BYTES) return;

      this.#headerFilled = 0;
      const fields = new DataView(this.#header.buffer);
      const length = fields.getUint32(0);
      const header = { streamId: fields.getUint32(4), type: fields.getUint8(8), flags: fields.getUint8(9) };
      if (length > MAX_MESSAGE_BYTES) {
        this.#discardBytes = length;
        yield { ...header, oversizedBytes: length };
      } else if (length <= bytes.length - offset) {
        const payload = part(bytes, offset, length);
        offset += length;
        yield { ...header, payload };
      } else {
        this.#partial = { header, payload: new Uint8Array(length), filled: 0 };
      }
    }
  }
}

/**
 * A part of a chunk: a view if it fills at least half of the memory that it keeps alive, else a copy. A queue
 * of small payloads must not hold a large chunk for each.
 */
function part(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  const view = bytes.subarray(offset, offset + length);
  return length * 2 >= bytes.buffer.byteLength ? view : new Uint8Array(view);
}
