import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { closeCode } from "../protocol/close-code.ts";
import { maxMessageBytes, subprotocol } from "../protocol/messages.ts";
import { describeError, type Log } from "../session/log.ts";
import type { Session } from "../session/session.ts";
import type { Sessions } from "../session/sessions.ts";
import { AddressLimits } from "./address-limits.ts";
import { decideUpgrade } from "./decide-upgrade.ts";
import type { Origins } from "./origins.ts";
import { PageConnection } from "./page-connection.ts";

const heartbeatMs = 20_000;

/** Connections a minute from one address: each paints every terminal anew. A class may come from one address. */
const connectionsPerMinute = 600;

const pathOfSocket = "/api/lab";

/** The WebSocket at /api/lab: who may open one, and whether it is still there. */
export class LabSocket {
  readonly #server: WebSocketServer;
  readonly #sessions: Sessions;
  readonly #origins: Origins;
  readonly #log: Log;
  readonly #limits = new AddressLimits(connectionsPerMinute);
  readonly #heartbeat: NodeJS.Timeout;
  /** Those that have not answered the last ping. */
  readonly #silent = new WeakSet<WebSocket>();

  constructor(options: { sessions: Sessions; origins: Origins; log: Log }) {
    this.#sessions = options.sessions;
    this.#origins = options.origins;
    this.#log = options.log;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
      handleProtocols: () => subprotocol,
    });
    this.#heartbeat = setInterval(() => this.#ping(), heartbeatMs);
    this.#heartbeat.unref();
  }

  /** Answers a request to upgrade, one way or the other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Until ws listens, an error on the socket would end the process.
    socket.on("error", () => socket.destroy());
    try {
      this.#decide(request, socket, head);
    } catch (error) {
      this.#log("upgrade-failed", { error: describeError(error) });
      refuse(socket, 503, "The server failed; its log says why.");
    }
  }

  /** Sends every page away; they come back by themselves to the next server. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const webSocket of this.#server.clients) webSocket.close(closeCode.goingAway, "The server stops.");
    this.#server.close();
  }

  /** Ends the connections that have not closed. */
  terminate(): void {
    for (const webSocket of this.#server.clients) webSocket.terminate();
  }

  #decide(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (new URL(request.url ?? "/", "http://localhost").pathname !== pathOfSocket) {
      refuse(socket, 404, "There is no WebSocket here.");
      return;
    }
    const decision = decideUpgrade(request.headers, {
      origins: this.#origins,
      isKnownToken: (token) => this.#sessions.isKnown(token),
    });
    if ("status" in decision) {
      this.#log("upgrade-refused", {
        status: decision.status,
        origin: request.headers.origin?.slice(0, 200),
      });
      refuse(socket, decision.status, decision.reason);
      return;
    }
    if (!this.#limits.take(request.socket.remoteAddress ?? "")) {
      refuse(socket, 429, "Too many connections. Try again in a moment.");
      return;
    }
    const session = this.#sessions.find(decision.token);
    if (session)
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#connect(webSocket, session));
  }

  #connect(webSocket: WebSocket, session: Session): void {
    webSocket.on("pong", () => this.#silent.delete(webSocket));
    const page = new PageConnection(webSocket, { session, log: this.#log });
    session.join(page)?.close(closeCode.replaced, "A newer page took this one's place.");
  }

  #ping(): void {
    for (const webSocket of this.#server.clients) {
      if (this.#silent.has(webSocket)) webSocket.terminate();
      else {
        this.#silent.add(webSocket);
        webSocket.ping();
      }
    }
  }
}

function refuse(socket: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\n` +
      (status === 426 ? `Sec-WebSocket-Protocol: ${subprotocol}\r\n` : "") +
      "Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\n" +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
