import type { ServerMessage } from "../protocol/messages.ts";

/** One open page of a session, as the session sees it. */
export interface Page {
  send(message: ServerMessage): void;
  /** `frame` is a whole binary message; see encodeTerminalFrame. */
  sendFrame(frame: Uint8Array): void;
  close(code: number, reason: string): void;
}
