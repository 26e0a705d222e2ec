import { decodeText } from "../../sys/door.ts";

/** The strings in a block as string-block.ts lays it out for execve(2): pointers up to a NULL, then the strings. */
export function stringsOfBlock(block: Uint8Array): string[] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  let count = 0;
  while (view.getBigUint64(count * 8, true) !== 0n) count++;
  const texts = decodeText(block, (count + 1) * 8, block.byteLength - (count + 1) * 8);
  return texts.split("\0").slice(0, count);
}
