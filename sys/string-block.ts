/** How {@link stringBlock} lays out its strings. */
export interface StringBlockOptions {
  pointerBytes: number;
  /** Where a buffer's bytes lie. */
  address: (buffer: Uint8Array) => number;
}

/**
 * What execve(2) takes: an array of pointers ended by NULL, and the strings that they point to, in one
 * buffer, so that nothing but this buffer must be kept alive. Throws on a string with NUL in it.
 */
export function stringBlock(strings: readonly string[], options: StringBlockOptions): Uint8Array {
  // Made here and not once for all: QuickJS gets it from text-coding.ts, which may be loaded after this file.
  const encoder = new TextEncoder();
  const encoded = strings.map((text) => encoder.encode(text));
  const headBytes = (strings.length + 1) * options.pointerBytes;
  const block = new Uint8Array(encoded.reduce((total, bytes) => total + bytes.byteLength + 1, headBytes));
  const view = new DataView(block.buffer);
  const base = options.address(block);
  let offset = headBytes;
  for (const [index, bytes] of encoded.entries()) {
    if (bytes.includes(0)) throw new TypeError(`String ${index} contains NUL`);
    const slot = index * options.pointerBytes;
    if (options.pointerBytes === 8) view.setBigUint64(slot, BigInt(base + offset), true);
    else view.setUint32(slot, base + offset, true);
    block.set(bytes, offset);
    offset += bytes.byteLength + 1;
  }
  return block;
}
