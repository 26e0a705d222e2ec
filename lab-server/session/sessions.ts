import type { Exercise } from "../../labs/exercise.ts";
import { closeCode } from "../protocol/close-code.ts";
import type { Store } from "../store/store.ts";
import type { MachineEndListener, Machines } from "../vm/machines.ts";
import { BootConsoles } from "./boot-consoles.ts";
import { describeError, type Log } from "./log.ts";
import type { Measures } from "./measures.ts";
import { Placing } from "./placing.ts";
import { Session } from "./session.ts";
import type { SessionContext } from "./session-context.ts";

const cleanMs = 3600_000;

export interface SessionsOptions {
  machines: Machines;
  store: Store;
  findExercise: (id: string) => Exercise | undefined;
  accelerator: "kvm" | "emulation";
  idleMinutes: number;
  freezeSeconds: number;
  queueSeconds: number;
  maxSessions: number;
  /** Pages that one session may have open. */
  maxPages: number;
  measures: Measures;
  log: Log;
}

/** All sessions. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #context: SessionContext;
  readonly #live = new Map<string, Session>();
  readonly #placing: Placing;
  readonly #consoles: BootConsoles;
  readonly #cleaning: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { machines, store, findExercise, accelerator, idleMinutes, maxPages, measures, log } = options;
    this.#placing = new Placing(machines);
    this.#consoles = new BootConsoles({ machines, measures, log });
    this.#context = {
      machines,
      store,
      consoles: this.#consoles,
      findExercise,
      accelerator,
      idleMinutes,
      freezeMs: options.freezeSeconds * 1000,
      queueMs: options.queueSeconds * 1000,
      maxPages,
      measures,
      log,
      place: (member, request) => this.#placing.place(member, request),
      leaveQueue: (member) => this.#placing.leave(member),
      onFreed: () => this.#placing.serve(),
      onUnused: (session) => {
        if (this.#live.get(session.id) === session) this.#live.delete(session.id);
      },
    };
    machines.onEnded((...end) => this.#onMachineEnded(...end));
    this.#cleaning = setInterval(() => this.#removeExpired(), cleanMs).unref();
  }

  /** Takes up the machines of an earlier server; those that belong to nobody are dropped. */
  async adopt(): Promise<void> {
    const { machines, store, log } = this.#options;
    this.#removeExpired();
    const alive = new Set((await machines.list()).map(({ id }) => id));
    for (const { session, machine } of store.sessionsWithMachine()) {
      if (alive.delete(machine.id)) {
        this.#session(session).adopt(machine);
        log("machine-adopted", { session: session.slice(0, 8), machine: machine.id });
      } else store.setMachine(session, undefined);
    }
    for (const id of alive) {
      log("machine-dropped", { machine: id, reason: "it belongs to no session" });
      // Nobody waits for it, so neither does the start.
      machines.drop(id).catch((error) => log("drop-failed", { machine: id, error: describeError(error) }));
    }
  }

  /** A new session's token; undefined when there are too many sessions and every one is in use. */
  create(): string | undefined {
    const { store, maxSessions } = this.#options;
    if (store.countSessions() >= maxSessions && !this.#removeLeastRecent()) return undefined;
    return store.createSession(Date.now()).token;
  }

  /** The session of a token. */
  find(token: string): Session | undefined {
    const id = this.#options.store.findSession(token, Date.now());
    return id === undefined ? undefined : this.#session(id);
  }

  /** Whether a token opens a session. */
  isKnown(token: string): boolean {
    return this.#options.store.findSession(token, Date.now()) !== undefined;
  }

  get queueLength(): number {
    return this.#placing.queueLength;
  }

  get pages(): number {
    let pages = 0;
    for (const session of this.#live.values()) pages += session.pages;
    return pages;
  }

  get stored(): number {
    return this.#options.store.countSessions();
  }

  /** How many sessions have a machine, by where it stands. */
  machineStates(): Record<"starting" | "running" | "frozen", number> {
    const states = { starting: 0, running: 0, frozen: 0 };
    for (const { status } of this.#live.values())
      if (status === "starting" || status === "running" || status === "frozen") states[status] += 1;
    return states;
  }

  /** Lets go of everything. With `drop` no session has a machine any more; ending them is the caller's. */
  async close({ drop }: { drop: boolean }): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#cleaning);
    this.#placing.close();
    for (const session of this.#live.values()) session.close();
    await this.#consoles.close();
    const { store } = this.#options;
    if (drop) for (const { session } of store.sessionsWithMachine()) store.setMachine(session, undefined);
  }

  #session(id: string): Session {
    let session = this.#live.get(id);
    if (!session) {
      session = new Session(id, this.#context);
      this.#live.set(id, session);
    }
    return session;
  }

  #onMachineEnded(...[id, reason, code]: Parameters<MachineEndListener>): void {
    if (this.#isClosed) return;
    try {
      for (const session of this.#live.values())
        if (session.machineId === id) session.machineEnded(reason, code);
    } catch (error) {
      this.#options.log("store-failed", { error: describeError(error) });
    }
    this.#placing.serve();
  }

  #removeExpired(): void {
    try {
      for (const id of this.#options.store.expiredSessions(Date.now())) this.#remove(id);
    } catch (error) {
      this.#options.log("store-failed", { error: describeError(error) });
    }
  }

  #removeLeastRecent(): boolean {
    for (const id of this.#options.store.leastRecentlySeen())
      if (!this.#live.has(id)) {
        this.#options.store.removeSession(id);
        return true;
      }
    return false;
  }

  #remove(id: string): void {
    const { store, log } = this.#options;
    const session = this.#live.get(id);
    if (!session) {
      store.removeSession(id);
      return;
    }
    session
      .remove(closeCode.sessionEnded)
      .then(() => store.removeSession(id))
      .catch((error) => log("remove-failed", { session: id.slice(0, 8), error: describeError(error) }));
  }
}
