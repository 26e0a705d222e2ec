import { once } from "node:events";
import { WebSocket } from "ws";
import { type ClientMessage, type ServerMessage, subprotocol } from "../../lab-server/protocol/messages.ts";
import { decodeTerminalFrame, encodeTerminalFrame } from "../../lab-server/protocol/terminal-frame.ts";

type Kind = ServerMessage["type"];
type Of<K extends Kind> = Extract<ServerMessage, { type: K }>;

const patienceMs = 30_000;

/** Asks a server for a session, as the site's pages do. */
export async function createSession(url: string): Promise<string> {
  const response = await fetch(`${url}/api/sessions`, { method: "POST", headers: { origin: url } });
  if (response.status !== 201) throw new Error(`No session: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { token: string }).token;
}

/** A page, as far as the server can tell: one WebSocket, its messages kept in order, its output drawn at once. */
export class PageClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  /** What each terminal was sent since its last `opened`, as text. */
  readonly output = new Map<number, string>();
  outputBytes = 0;
  acknowledges = true;
  closed: { code: number; reason: string } | undefined;
  #seen = 0;
  #wake = () => {};

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) this.#draw(data);
      else {
        const message = JSON.parse(data.toString()) as ServerMessage;
        if (message.type === "opened") this.output.set(message.terminal, "");
        this.messages.push(message);
      }
      this.#wake();
    });
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wake();
    });
    socket.on("error", () => {});
  }

  static async connect(url: string, token: string): Promise<PageClient> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/lab`, [subprotocol, `token.${token}`], {
      origin: url,
      perMessageDeflate: false,
    });
    const page = new PageClient(socket);
    await once(socket, "open");
    return page;
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  type(terminal: number, text: string): void {
    this.socket.send(encodeTerminalFrame({ terminal, data: Buffer.from(text) }));
  }

  /** The next message of a kind that passes, skipping others; what was skipped is not looked at again. */
  async next<K extends Kind>(
    kind: K,
    {
      where = () => true,
      withinMs = patienceMs,
    }: { where?: (message: Of<K>) => boolean; withinMs?: number } = {},
  ): Promise<Of<K>> {
    return await this.until(
      () => {
        while (this.#seen < this.messages.length) {
          const message = this.messages[this.#seen++] as ServerMessage;
          if (message.type === kind && where(message as Of<K>)) return message as Of<K>;
        }
        return undefined;
      },
      `${kind} message`,
      withinMs,
    );
  }

  /** Waits until a terminal's output matches; returns it. */
  async shows(terminal: number, pattern: RegExp, withinMs = patienceMs): Promise<string> {
    return await this.until(
      () => {
        const text = this.output.get(terminal) ?? "";
        return pattern.test(text) ? text : undefined;
      },
      `${pattern} in terminal ${terminal}`,
      withinMs,
    );
  }

  /** Waits until `look` gives something, looking again whenever something arrives. */
  async until<T>(look: () => T | undefined, what: string, withinMs = patienceMs): Promise<T> {
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0 || this.closed) {
        const last = this.messages.slice(-5).map((message) => JSON.stringify(message).slice(0, 300));
        const screens = [...this.output].map(
          ([number, text]) => `${number}: ${JSON.stringify(text.slice(-300))}`,
        );
        throw new Error(
          `${this.closed ? `Closed with ${this.closed.code}` : `${withinMs} ms passed`} before ${what}. ` +
            `Last messages: ${last.join(" ")}. Screens: ${screens.join(" ")}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Starts a machine and opens a terminal, as a click does. Returns the terminal's number once its prompt is there. */
  async startWithTerminal(exercise: string | null = null): Promise<number> {
    this.send({ type: "start", exercise });
    this.send({ type: "open", columns: 80, rows: 24 });
    const { terminal } = await this.next("opened");
    await this.shows(terminal, /# $/);
    return terminal;
  }

  async whenClosed(withinMs = patienceMs): Promise<{ code: number; reason: string }> {
    if (this.closed) return this.closed;
    const timer = setTimeout(() => this.socket.terminate(), withinMs);
    const [code, reason] = (await once(this.socket, "close")) as [number, Buffer];
    clearTimeout(timer);
    return { code, reason: reason.toString() };
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.socket.close(1000);
    await this.whenClosed(2000);
  }

  #draw(message: Buffer): void {
    const frame = decodeTerminalFrame(message);
    if (!frame) return;
    const { terminal, data } = frame;
    this.outputBytes += data.length;
    this.output.set(
      terminal,
      ((this.output.get(terminal) ?? "") + Buffer.from(data).toString()).slice(-200_000),
    );
    if (this.acknowledges) this.send({ type: "ack", terminal, bytes: data.length });
  }
}
