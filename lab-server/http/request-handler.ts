import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { describeError, type Log } from "../session/log.ts";
import type { Sessions } from "../session/sessions.ts";
import type { AddressLimits } from "./address-limits.ts";
import type { Metrics } from "./metrics.ts";
import type { Origins } from "./origins.ts";

export interface RequestHandlerOptions {
  origins: Origins;
  sessions: Sessions;
  limits: AddressLimits;
  metrics: Metrics;
  accelerator: "kvm" | "emulation";
  site: (request: IncomingMessage, response: ServerResponse) => void;
  log: Log;
}

/** Answers every HTTP request: the site, sessions, health and metrics. */
export function createRequestHandler(options: RequestHandlerOptions): RequestListener {
  return (request, response) => {
    setSecurityHeaders(response);
    answer(options, request, response).catch((error) => {
      options.log("request-failed", { error: describeError(error) });
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "The server failed; its log says why." });
    });
  };
}

async function answer(
  options: RequestHandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origins, sessions, metrics } = options;
  if (!origins.answersTo(request.headers.host)) {
    sendJson(response, 421, { error: "This server has another name; see CLOISON_ORIGINS." });
    return;
  }
  const path = (request.url ?? "/").replace(/[?#].*$/s, "");
  if (path === "/api/sessions") {
    if (request.method === "POST") createSession(options, request, response);
    else if (request.method === "GET") tellSession(options, request, response);
    else refuseMethod(response, "GET, POST");
  } else if (path.startsWith("/api/")) sendJson(response, 404, { error: "There is nothing here." });
  else if (request.method !== "GET" && request.method !== "HEAD") refuseMethod(response, "GET, HEAD");
  else if (path !== "/healthz" && path !== "/metrics") options.site(request, response);
  else if (isForeign(options, request)) sendJson(response, 403, { error: "This origin is not allowed." });
  else if (path === "/healthz")
    sendJson(response, 200, {
      ok: true,
      machines: sessions.machineStates(),
      accelerator: options.accelerator,
    });
  else {
    const text = await metrics.text();
    response.writeHead(200, { "Content-Type": metrics.contentType, "Cache-Control": "no-store" });
    response.end(text);
  }
}

function createSession(
  { origins, sessions, limits, log }: RequestHandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  // Nothing is asked for in a body; one that comes is not read.
  if (!origins.allows(request.headers.origin)) {
    log("session-refused", { origin: request.headers.origin?.slice(0, 200) });
    sendJson(response, 403, { error: "This origin is not allowed; see CLOISON_ORIGINS." });
  } else if (!limits.take(request.socket.remoteAddress ?? "")) {
    response.setHeader("Retry-After", "10");
    sendJson(response, 429, { error: "Too many new sessions from this address. Try again in a moment." });
  } else {
    const token = sessions.create();
    if (token) sendJson(response, 201, { token });
    else sendJson(response, 503, { error: "Every session that this server may have is in use." });
  }
}

/** Tells a page whether its token is still good: a refused WebSocket does not say why. */
function tellSession(
  { sessions }: RequestHandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, token] = /^Bearer ([\w-]{1,128})$/.exec(request.headers.authorization ?? "") ?? [];
  if (token && sessions.isKnown(token)) {
    response.writeHead(204, { "Cache-Control": "no-store" });
    response.end();
  } else sendJson(response, 401, { error: "The session is not known." });
}

/** Whether another site's page asks. A command line or Prometheus sends neither header. */
function isForeign({ origins }: RequestHandlerOptions, { headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return (
    (headers.origin !== undefined && !origins.allows(headers.origin)) ||
    (site !== undefined && site !== "same-origin" && site !== "none")
  );
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("X-Frame-Options", "DENY");
  response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader("Allow", allowed);
  sendJson(response, 405, { error: `Use ${allowed}.` });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
  });
  response.end(`${JSON.stringify(value)}\n`);
}
