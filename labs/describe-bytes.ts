import { bilingual } from "./bilingual.ts";
import type { Text } from "./text.ts";

const mebibyte = 1024n * 1024n;

/** An amount of memory: `64 MiB (67108864 bytes)` when it is a whole number of MiB, else the bytes alone. */
export function describeBytes(bytes: bigint): Text {
  if (bytes === 0n || bytes % mebibyte !== 0n) return bilingual(`${bytes} bytes`, `${bytes} octets`);
  return bilingual(
    `${bytes / mebibyte} MiB (${bytes} bytes)`,
    `${bytes / mebibyte}\u00a0Mio (${bytes} octets)`,
  );
}
