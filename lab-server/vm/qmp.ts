import { connect, type Socket } from "node:net";

/** The commands used here, as `qapi/*.json` of QEMU describes them. */
interface QmpCommands {
  qmp_capabilities: { arguments: undefined; returns: unknown };
  "query-status": { arguments: undefined; returns: { status: string } };
  stop: { arguments: undefined; returns: unknown };
  cont: { arguments: undefined; returns: unknown };
  quit: { arguments: undefined; returns: unknown };
  "query-migrate": { arguments: undefined; returns: { status?: string; "error-desc"?: string } };
  migrate: { arguments: { uri: string }; returns: unknown };
  "migrate-incoming": { arguments: { uri: string }; returns: unknown };
  "migrate-set-capabilities": {
    arguments: { capabilities: { capability: "x-ignore-shared" | "events"; state: boolean }[] };
    returns: unknown;
  };
}

export interface QmpEvent {
  event: string;
  data: Record<string, unknown>;
}

interface PendingCommand {
  resolve: (value: never) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

// What is used here answers in a few hundred bytes. QEMU is run by a guest that may be hostile.
const maxLineBytes = 64 * 1024;
const maxPendingCommands = 64;

/**
 * A client of QEMU's machine protocol on a unix socket. QEMU serves one client at a time and notices at once
 * when it leaves. https://www.qemu.org/docs/master/interop/qmp-spec.html
 */
export class Qmp {
  readonly #socket: Socket;
  readonly #pending = new Map<number, PendingCommand>();
  readonly #listeners = new Set<(event: QmpEvent) => void>();
  /** Settles when the connection is over, for whatever reason; never rejects. */
  readonly closed: Promise<void>;
  #received = "";
  #nextId = 1;
  #failure: Error | undefined;
  #greeted: () => void = () => {};

  /**
   * Connects and negotiates. While QEMU has yet to make the socket, or a client that left is still being
   * served, tries again until the time is up or `signal` aborts. Throws naming the socket.
   */
  static async connect(path: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<Qmp> {
    const deadlineMs = performance.now() + options.timeoutMs;
    for (;;) {
      try {
        options.signal?.throwIfAborted();
        const socket = await openSocket(path);
        const qmp = new Qmp(socket);
        try {
          await qmp.#negotiate(Math.max(1, deadlineMs - performance.now()));
          return qmp;
        } catch (error) {
          qmp.close();
          throw error;
        }
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        const mayCome = code === "ENOENT" || code === "ECONNREFUSED";
        if (!mayCome || options.signal?.aborted || performance.now() >= deadlineMs)
          throw new Error(`Cannot connect to QEMU at ${path}`, { cause });
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    }
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => this.#receive(text));
    socket.on("error", (error) => this.#fail(new Error("The connection to QEMU broke", { cause: error })));
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#fail(new Error("QEMU closed the connection"));
        resolve();
      });
    });
  }

  /** Runs one command. Rejects with QEMU's own words, after `timeoutMs` (10 s), or when the connection ends. */
  execute<Name extends keyof QmpCommands>(
    command: Name,
    options: { arguments?: QmpCommands[Name]["arguments"]; timeoutMs?: number } = {},
  ): Promise<QmpCommands[Name]["returns"]> {
    if (this.#failure) return Promise.reject(this.#cannot(command, this.#failure));
    if (this.#pending.size >= maxPendingCommands)
      return Promise.reject(this.#cannot(command, new Error(`${maxPendingCommands} commands wait already`)));
    const id = this.#nextId++;
    const { timeoutMs = 10_000 } = options;
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) => reject(this.#cannot(command, cause));
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        fail(new Error(`no answer within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#pending.set(id, { resolve, reject: fail, timer });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: options.arguments, id })}\n`);
    });
  }

  /** Calls back for every event until the returned function is called. */
  onEvent(listener: (event: QmpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Leaves QEMU alone; it goes on. */
  close(): void {
    this.#fail(new Error("the connection was closed on this side"));
  }

  async #negotiate(timeoutMs: number): Promise<void> {
    const startMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no greeting within ${timeoutMs} ms`)), timeoutMs);
      this.#greeted = () => {
        clearTimeout(timer);
        resolve();
      };
      void this.closed.then(() => {
        clearTimeout(timer);
        reject(this.#failure);
      });
    });
    const leftMs = Math.max(1, timeoutMs - (performance.now() - startMs));
    await this.execute("qmp_capabilities", { timeoutMs: leftMs });
  }

  #cannot(command: string, cause: Error): Error {
    return new Error(`Cannot run ${command} in QEMU: ${cause.message}`, { cause });
  }

  #receive(text: string): void {
    this.#received += text;
    for (let end = this.#received.indexOf("\n"); end >= 0; end = this.#received.indexOf("\n")) {
      const line = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 1);
      if (line.trim() !== "") this.#take(line);
      if (this.#failure) return;
    }
    if (this.#received.length > maxLineBytes)
      this.#fail(new Error(`QEMU sent a line of more than ${maxLineBytes} bytes`));
  }

  #take(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch (cause) {
      this.#fail(new Error("QEMU sent a line that is not JSON", { cause }));
      return;
    }
    if (typeof message !== "object" || message === null) {
      this.#fail(new Error("QEMU sent JSON that is not an object"));
      return;
    }
    if ("QMP" in message) this.#greeted();
    else if ("event" in message) this.#announce(message);
    else if ("id" in message && typeof message.id === "number") this.#answer(message.id, message);
  }

  #announce(message: { event: unknown; data?: unknown }): void {
    const data = typeof message.data === "object" && message.data !== null ? message.data : {};
    const event = { event: String(message.event), data: data as Record<string, unknown> };
    for (const listener of [...this.#listeners]) listener(event);
  }

  #answer(id: number, message: object): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    if ("return" in message) pending.resolve(message.return as never);
    else pending.reject(new Error(errorText(message)));
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#received = "";
    this.#socket.destroy();
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#pending.clear();
  }
}

function openSocket(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

function errorText(message: object): string {
  const error = "error" in message ? message.error : undefined;
  if (typeof error !== "object" || error === null || !("desc" in error)) return "it gave no reason";
  return String(error.desc);
}
