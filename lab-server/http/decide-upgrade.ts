import type { IncomingHttpHeaders } from "node:http";
import { subprotocol } from "../protocol/messages.ts";
import type { Origins } from "./origins.ts";

/** What a browser offered, if it may be answered; otherwise the HTTP status that says why not. */
export type UpgradeDecision = { token: string } | { status: number; reason: string };

/**
 * Whether a page may open a WebSocket. The Origin is checked because the same-origin policy does not hold for
 * WebSockets; the token because an Origin says which site, not who.
 */
export function decideUpgrade(
  headers: IncomingHttpHeaders,
  options: { origins: Origins; isKnownToken: (token: string) => boolean },
): UpgradeDecision {
  const { origins, isKnownToken } = options;
  if (!origins.answersTo(headers.host)) return { status: 421, reason: "This server has another name." };
  if (!origins.allows(headers.origin)) return { status: 403, reason: "This origin is not allowed." };
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  if (!offered.includes(subprotocol))
    return offered.some((name) => /^cloison\.v\d+$/.test(name))
      ? { status: 426, reason: `This server speaks ${subprotocol}. Reload the page.` }
      : { status: 400, reason: `Offer the subprotocol ${subprotocol}.` };
  const token = offered.find((name) => name.startsWith("token."))?.slice("token.".length);
  if (!token || !isKnownToken(token)) return { status: 401, reason: "The session is not known." };
  return { token };
}
