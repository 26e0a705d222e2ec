import { decodeText, encodeText } from "./door.ts";

/*
 * QuickJS has no TextEncoder and TextDecoder; the protobuf code and the parsers of this folder want them.
 * Imported for its effect. Only what is used exists: UTF-8, whole buffers, no fatal mode.
 */
class Utf8Encoder {
  encode(text = ""): Uint8Array<ArrayBuffer> {
    return encodeText(text.toWellFormed());
  }
}

class Utf8Decoder {
  readonly #keepsMark: boolean;

  constructor(_label?: string, options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    if (options.fatal === true) throw new TypeError("TextDecoder: the fatal mode is not provided here");
    this.#keepsMark = options.ignoreBOM === true;
  }

  decode(bytes: Uint8Array): string {
    const text = decodeText(bytes, 0, bytes.byteLength);
    return !this.#keepsMark && text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}

Object.assign(globalThis, { TextEncoder: Utf8Encoder, TextDecoder: Utf8Decoder });
