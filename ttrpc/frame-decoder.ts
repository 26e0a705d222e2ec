import { type Frame, type FrameHeader, HEADER_BYTES, MAX_MESSAGE_BYTES, readUint32 } from "./frame.ts";

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
  #chunk: Uint8Array = new Uint8Array(0);
  /** How much of the chunk has been used up. */
  #offset = 0;
  #header = new Uint8Array(HEADER_BYTES);
  #headerFilled = 0;
  #partial: { frame: Frame; filled: number } | undefined;
  #discardBytes = 0;

  /** Bytes of memory held for a payload that is not whole yet; never more than the limit. */
  get heldBytes(): number {
    return this.#partial?.frame.payload.length ?? 0;
  }

  /** Whether the stream, if it ended now, would have been cut inside a frame. */
  get isMidFrame(): boolean {
    return this.#headerFilled > 0 || this.#partial !== undefined || this.#discardBytes > 0;
  }

  /** Takes in the next chunk, once all frames of the one before have been asked for. */
  take(chunk: Uint8Array): void {
    // Node's Buffer is a Uint8Array whose slices behave differently; go on with the plain kind.
    const isPlain = chunk.constructor === Uint8Array;
    this.#chunk = isPlain ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    this.#offset = 0;
  }

  /**
   * The next frame that ends in the chunk; undefined: there is none until more bytes come. An oversized one is
   * told as soon as its header is whole. A payload may share the chunk's memory.
   */
  next(): Frame | OversizedFrame | undefined {
    if (this.#discardBytes > 0) this.#discard();
    if (this.#partial) return this.#fill(this.#partial);
    const start = this.#offset;
    if (this.#headerFilled === 0 && this.#chunk.length - start >= HEADER_BYTES) {
      this.#offset = start + HEADER_BYTES;
      return this.#begin(this.#chunk, start);
    }
    return this.#fillHeader() ? this.#begin(this.#header, 0) : undefined;
  }

  /** Goes on after a header, which lies somewhere in `bytes`. */
  #begin(bytes: Uint8Array, start: number): Frame | OversizedFrame | undefined {
    const length = readUint32(bytes, start);
    const streamId = readUint32(bytes, start + 4);
    const type = bytes[start + 8] as number;
    const flags = bytes[start + 9] as number;
    if (length > MAX_MESSAGE_BYTES) {
      this.#discardBytes = length;
      return { streamId, type, flags, oversizedBytes: length };
    }
    if (length <= this.#chunk.length - this.#offset) {
      const payload = part(this.#chunk, this.#offset, length);
      this.#offset += length;
      return { streamId, type, flags, payload };
    }
    this.#partial = { frame: { streamId, type, flags, payload: new Uint8Array(length) }, filled: 0 };
    return this.#fill(this.#partial);
  }

  #fill(partial: { frame: Frame; filled: number }): Frame | undefined {
    const { payload } = partial.frame;
    const taken = this.#chunk.subarray(this.#offset, this.#offset + payload.length - partial.filled);
    payload.set(taken, partial.filled);
    partial.filled += taken.length;
    this.#offset += taken.length;
    if (partial.filled < payload.length) return undefined;
    this.#partial = undefined;
    return partial.frame;
  }

  /** Says whether the header is whole. */
  #fillHeader(): boolean {
    const taken = this.#chunk.subarray(this.#offset, this.#offset + HEADER_BYTES - this.#headerFilled);
    this.#header.set(taken, this.#headerFilled);
    this.#headerFilled += taken.length;
    this.#offset += taken.length;
    if (this.#headerFilled < HEADER_BYTES) return false;
    this.#headerFilled = 0;
    return true;
  }

  #discard(): void {
    const skipped = Math.min(this.#discardBytes, this.#chunk.length - this.#offset);
    this.#discardBytes -= skipped;
    this.#offset += skipped;
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
