import type { Text } from "../../labs/text.ts";
import type { ErrorCode, ServerMessage } from "../protocol/messages.ts";
import type { Page } from "./page.ts";

/** The pages that are open on one session, the oldest first. */
export class SessionPages implements Iterable<Page> {
  readonly #pages = new Set<Page>();

  get count(): number {
    return this.#pages.size;
  }

  [Symbol.iterator](): Iterator<Page> {
    return this.#pages.values();
  }

  add(page: Page): void {
    this.#pages.add(page);
  }

  /** False when it was none of them. */
  delete(page: Page): boolean {
    return this.#pages.delete(page);
  }

  /** Tells every page. */
  send(message: ServerMessage): void {
    for (const page of this.#pages) page.send(message);
  }

  /** Tells every page what went wrong. */
  sendError(error: { code: ErrorCode; message: Text }): void {
    this.send({ type: "error", ...error });
  }
}
