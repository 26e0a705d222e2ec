import { close } from "../../sys/files.ts";
import { openRouteSocket, receiveFromKernel, sendToKernel } from "../../sys/netlink.ts";
import { SystemError } from "../../sys/system-error.ts";
import type { RouteRequest } from "./link-requests.ts";
import { parseRouteAnswers } from "./parse-route-answers.ts";
import { encodeRouteMessage, RouteFlag, type RouteMessage } from "./route-message.ts";

/** The kernel fills at most this much at a time (netlink(7)). */
const mostBytes = 32_768;
const mostTries = 10;

/** Asks the kernel about the devices and addresses of one network namespace: that in which it was made. */
export class RouteSocket {
  readonly #descriptor = openRouteSocket();
  readonly #buffer = new Uint8Array(mostBytes);
  #sequence = 0;

  /** What the kernel answers. Throws {@link SystemError}. */
  ask(request: RouteRequest): RouteMessage[] {
    for (let tries = 1; ; tries++) {
      const messages = this.#askOnce(request);
      // A list during which something came or went may lack something else.
      const isWhole = messages.every(({ flags }) => (flags & RouteFlag.interrupted) === 0);
      if (isWhole || tries === mostTries) return messages;
    }
  }

  #askOnce(request: RouteRequest): RouteMessage[] {
    const sequence = ++this.#sequence;
    sendToKernel(this.#descriptor, encodeRouteMessage({ ...request, sequence }));
    const messages: RouteMessage[] = [];
    for (;;)
      for (const answer of parseRouteAnswers(receiveFromKernel(this.#descriptor, this.#buffer))) {
        if (answer.sequence !== sequence) continue;
        if (answer.is === "message") messages.push(answer);
        else if (answer.errno === 0) return messages;
        else throw new SystemError("rtnetlink", answer.errno);
      }
  }

  close(): void {
    close(this.#descriptor);
  }
}
