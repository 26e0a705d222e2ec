import { closeCode } from "../../lab-server/protocol/close-code.ts";
import { type ClientMessage, type ServerMessage, subprotocol } from "../../lab-server/protocol/messages.ts";
import { decodeTerminalFrame, encodeTerminalFrame } from "../../lab-server/protocol/terminal-frame.ts";
import { type Link, type LinkEvent, nextLink } from "./link.ts";
import { forgetToken, sessionToken } from "./session-token.ts";

interface Listeners {
  onLink: (link: Link) => void;
  onMessage: (message: ServerMessage) => void;
  onOutput: (terminal: number, bytes: Uint8Array) => void;
}

/** A paste is cut into messages well below the protocol's limit. */
const largestInputBytes = 32 * 1024;

/**
 * The refusals in a row after which the token is taken for unknown. A browser does not tell a refused upgrade
 * from an absent server, and a server that is just coming back must not cost the student the machine.
 */
const refusalsBeforeNewSession = 2;

/** The WebSocket to the lab server, opened again whenever it is lost. Acts out what nextLink decides. */
export class Connection {
  #link: Link = { phase: "idle" };
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refusals = 0;
  readonly #listeners: Listeners;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
    window.addEventListener("online", () => {
      if (this.#link.phase === "waiting") this.connect();
    });
  }

  /** Connects, or tries again at once while waiting. */
  connect(): void {
    this.#step({ type: "connect" });
  }

  /** Sends a message; false if there is no connection, and then it is not sent later either. */
  send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends what was typed or pasted into a terminal. */
  sendInput(terminal: number, bytes: Uint8Array): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    for (let start = 0; start < bytes.length; start += largestInputBytes) {
      const data = bytes.subarray(start, start + largestInputBytes);
      this.#socket.send(encodeTerminalFrame({ terminal, data }));
    }
  }

  #step(event: LinkEvent): void {
    const before = this.#link;
    this.#link = nextLink(before, event);
    if (this.#link === before) return;
    clearTimeout(this.#timer);
    if (this.#link.phase === "connecting") void this.#open();
    if (this.#link.phase === "waiting")
      this.#timer = setTimeout(() => this.connect(), this.#link.untilMs - Date.now());
    this.#listeners.onLink(this.#link);
  }

  #lost(unwelcome = false): void {
    this.#socket = null;
    this.#step({ type: "lost", nowMs: Date.now(), random: Math.random(), unwelcome });
  }

  async #open(): Promise<void> {
    let token: string;
    try {
      token = await sessionToken();
    } catch {
      // No server, or no session from it: the same to the student, who sees that it is tried again.
      this.#lost();
      return;
    }
    const address = new URL("/api/lab", location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address, [subprotocol, `token.${token}`]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener("open", () => {
      wasOpen = true;
      this.#refusals = 0;
      this.#step({ type: "opened" });
    });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.#listeners.onMessage(JSON.parse(data) as ServerMessage);
      else {
        const frame = decodeTerminalFrame(new Uint8Array(data));
        if (frame) this.#listeners.onOutput(frame.terminal, frame.data);
      }
    });
    socket.addEventListener("close", async ({ code }) => {
      if (code === closeCode.sessionEnded) forgetToken();
      if (!wasOpen) await this.#considerRefusal();
      if (code === closeCode.replaced) this.#step({ type: "replaced" });
      else this.#lost(code === closeCode.policy);
    });
  }

  async #considerRefusal(): Promise<void> {
    const alive = await fetch("/healthz", { cache: "no-store" }).then(
      (response) => response.ok,
      () => false,
    );
    this.#refusals = alive ? this.#refusals + 1 : 0;
    if (this.#refusals < refusalsBeforeNewSession) return;
    this.#refusals = 0;
    forgetToken();
  }
}
