import { pauseAboveBytes, resumeBelowBytes } from "../protocol/messages.ts";

/**
 * How much output one page has been sent and not yet drawn. Closed above 512 KiB, open again below 128 KiB:
 * the distance between the two keeps a busy terminal from stopping and going for every chunk.
 */
export class AcknowledgementWindow {
  #unacknowledgedBytes = 0;
  #open = true;

  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes;
  }

  /** Whether more output may be sent. */
  get open(): boolean {
    return this.#open;
  }

  sent(bytes: number): void {
    this.#unacknowledgedBytes += bytes;
    if (this.#unacknowledgedBytes > pauseAboveBytes) this.#open = false;
  }

  /** More than was sent counts as all of it: acknowledgements of a terminal that had the same number may be late. */
  acknowledged(bytes: number): void {
    this.#unacknowledgedBytes = Math.max(0, this.#unacknowledgedBytes - bytes);
    if (this.#unacknowledgedBytes < resumeBelowBytes) this.#open = true;
  }
}
