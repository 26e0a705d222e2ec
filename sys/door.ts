import * as native from "kernel";
import { architecture } from "./arch/x86-64.ts";
import { Errno } from "./errno.ts";
import { SystemError } from "./system-error.ts";

export type SystemCall = keyof typeof architecture.systemCalls;

/** A machine word, or what stands for an address; see sys.c. */
export type Word = number | bigint | string | Uint8Array | null | undefined;

/** Where a buffer's bytes lie. Keep the buffer in a variable until the call that uses the address is over. */
export const address: (buffer: Uint8Array) => number = native.address;

/** Decodes a part of a buffer without copying it first; what is not UTF-8 becomes U+FFFD. */
export const decodeText: (bytes: Uint8Array, offset: number, length: number) => string = native.utf8Decode;

export const encodeText = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(native.utf8Encode(text));

/** The six words of one system call, as the door was given them. */
export type Words = readonly Word[];

/** Stands between the program and the kernel: answers a call itself, or makes it by `proceed` and watches. */
export type Interposer = (call: SystemCall, words: Words, proceed: () => number) => number;

let interposer: Interposer | undefined;

/** From now on every system call goes through `next`. undefined: straight to the kernel. Result: the one before. */
export function interpose(next: Interposer | undefined): Interposer | undefined {
  const before = interposer;
  interposer = next;
  return before;
}

/*
 * The six words are spelt out below because a rest parameter costs QuickJS an array for each call; the kernel
 * takes no notice of words that a call does not have.
 */

/**
 * Makes a system call whose failure is an answer: the result, or -errno. Begun again after a signal, apart
 * from close, which Linux has carried out even then.
 */
export function attempt(
  call: SystemCall,
  a?: Word,
  b?: Word,
  c?: Word,
  d?: Word,
  e?: Word,
  f?: Word,
): number {
  for (;;) {
    const result = interposer
      ? interposer(call, [a, b, c, d, e, f], () =>
          native.syscall(architecture.systemCalls[call], a, b, c, d, e, f),
        )
      : native.syscall(architecture.systemCalls[call], a, b, c, d, e, f);
    if (result !== -Errno.EINTR || call === "close") return result;
  }
}

/** Makes a system call that should succeed. Throws {@link SystemError}. */
export function perform(
  call: SystemCall,
  a?: Word,
  b?: Word,
  c?: Word,
  d?: Word,
  e?: Word,
  f?: Word,
): number {
  const result = attempt(call, a, b, c, d, e, f);
  if (result < 0) throw new SystemError(call, -result);
  return result;
}

/** As {@link perform}, for a call on a descriptor that does not block: undefined when it would have to. */
export function performUnlessBlocked(
  call: SystemCall,
  a?: Word,
  b?: Word,
  c?: Word,
  d?: Word,
  e?: Word,
  f?: Word,
): number | undefined {
  const result = attempt(call, a, b, c, d, e, f);
  if (result === -Errno.EAGAIN) return undefined;
  if (result < 0) throw new SystemError(call, -result);
  return result;
}
