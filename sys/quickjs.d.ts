/** The system-call door, sys.c. Only door.ts, library.ts and build.ts import it. */
declare module "kernel" {
  export function syscall(
    number: number,
    ...words: (number | bigint | string | Uint8Array | null | undefined)[]
  ): number;
  /** Only in programs that a C library is linked into. */
  export function library(
    name: string,
    ...words: (number | bigint | string | Uint8Array | null | undefined)[]
  ): number;
  export function address(buffer: Uint8Array, offset?: number): number;
  export const build: string;
  export function utf8Encode(text: string): ArrayBuffer;
  export function utf8Decode(bytes: Uint8Array, offset?: number, length?: number): string;
}

/** The part of QuickJS's own module that is used: its event loop. */
declare module "os" {
  type Timer = { readonly kind: unique symbol };
  /** Calls back whenever the descriptor, below 1024, can be read. null: no more. */
  export function setReadHandler(descriptor: number, handler: (() => void) | null): void;
  export function setTimeout(callback: () => void, delayMs: number): Timer;
  export function clearTimeout(timer: Timer): void;
}

/** The name of the program and its arguments. */
declare const scriptArgs: string[];

/** Provided by text-coding.ts. */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

interface String {
  /** Of ES2024: with U+FFFD for every half of a surrogate pair. */
  toWellFormed(): string;
}
