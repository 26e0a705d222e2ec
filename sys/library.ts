import * as native from "kernel";
import type { Word } from "./door.ts";

/**
 * Calls a function of the C library that the build linked into this program (NativeLibrary in
 * lab-server/setup/native.ts). Result: what it returned; what it means, also of errors, is the caller's to know.
 */
export function callLibrary(
  name: string,
  a?: Word,
  b?: Word,
  c?: Word,
  d?: Word,
  e?: Word,
  f?: Word,
): number {
  return native.library(name, a, b, c, d, e, f);
}
