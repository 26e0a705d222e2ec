/** More of one sequence than this is neither kept nor let through: no program needs it to draw a screen. */
const maxSequenceBytes = 16 * 1024;

const cancel = 0x18;
const substitute = 0x1a;
const escapeByte = 0x1b;

type State = "ground" | "utf8" | "escape" | "csi" | "string" | "string-escape";

/**
 * Follows a terminal's output byte by byte, after the grammar of ECMA-48, 5.4 to 5.6, in UTF-8 (no C1 bytes).
 * It knows the bytes of the escape sequence or character that is not complete yet: a repaint shows what complete
 * sequences did, and these bytes must follow it, or the rest of the sequence would be drawn as text. And it
 * cuts off strings (titles, links, pictures) that would fill the emulator's memory.
 */
export class SequenceFollower {
  #state: State = "ground";
  #unfinished: number[] = [];
  #continuationBytes = 0;
  #cutOff = false;

  /** The bytes of the unfinished sequence, its first 16 KiB if it is longer; empty between sequences. */
  get unfinished(): Uint8Array {
    return Uint8Array.from(this.#unfinished);
  }

  /** Takes the next output; returns it without what is beyond the limit of an endless string. */
  follow(data: Uint8Array): Uint8Array {
    let kept: number[] | undefined;
    for (let index = 0; index < data.length; index++) {
      const byte = data[index] as number;
      if (this.#state === "ground" && byte < 0x80 && byte !== escapeByte) {
        kept?.push(byte);
        continue;
      }
      const wasCutOff = this.#cutOff;
      const endsString = this.#state === "string-escape" && byte !== 0x5c;
      this.#step(byte);
      if (!wasCutOff && !this.#cutOff) kept?.push(byte);
      else {
        kept ??= [...data.subarray(0, index)];
        // The emulator forgets the string at the cut and hears nothing until it has ended.
        if (!wasCutOff) kept.push(cancel);
        else if (endsString) kept.push(escapeByte, byte);
      }
    }
    return kept ? Uint8Array.from(kept) : data;
  }

  #step(byte: number): void {
    switch (this.#state) {
      case "ground":
        if (byte === escapeByte) this.#begin("escape", byte);
        else if (byte >= 0xc2 && byte <= 0xf4) {
          this.#continuationBytes = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
          this.#begin("utf8", byte);
        }
        return;
      case "utf8":
        if (byte < 0x80 || byte > 0xbf) {
          this.#finish();
          this.#step(byte);
          return;
        }
        this.#unfinished.push(byte);
        this.#continuationBytes -= 1;
        if (this.#continuationBytes === 0) this.#finish();
        return;
      case "escape":
        if (this.#interrupts(byte)) return;
        this.#keep(byte);
        if (byte === 0x5b && this.#unfinished.length === 2) this.#state = "csi";
        else if ([0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(byte) && this.#unfinished.length === 2)
          this.#state = "string";
        else if (byte >= 0x30 && byte <= 0x7e) this.#finish();
        return;
      case "csi":
        if (this.#interrupts(byte)) return;
        this.#keep(byte);
        if (byte >= 0x40 && byte <= 0x7e) this.#finish();
        return;
      case "string":
        if (byte === cancel || byte === substitute || byte === 0x07) this.#finish();
        else this.#keep(byte);
        if (byte === escapeByte) this.#state = "string-escape";
        return;
      case "string-escape":
        // ST is ESC \. Any other byte after ESC ends the string too and belongs to a sequence of its own.
        if (byte === 0x5c) this.#finish();
        else {
          this.#begin("escape", escapeByte);
          this.#step(byte);
        }
        return;
    }
  }

  #interrupts(byte: number): boolean {
    if (byte === cancel || byte === substitute) this.#finish();
    else if (byte === escapeByte) this.#begin("escape", byte);
    else return false;
    return true;
  }

  #begin(state: State, byte: number): void {
    this.#state = state;
    this.#unfinished = [byte];
    this.#cutOff = false;
  }

  #keep(byte: number): void {
    // Control characters inside a sequence act at once: repeating them would act twice.
    if (byte < 0x20 && (this.#state === "csi" || this.#state === "escape")) return;
    if (this.#unfinished.length < maxSequenceBytes) this.#unfinished.push(byte);
    else if (this.#state === "string") this.#cutOff = true;
    else this.#finish();
  }

  #finish(): void {
    this.#state = "ground";
    this.#unfinished = [];
    this.#cutOff = false;
  }
}
