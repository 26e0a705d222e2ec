import type { Exercise } from "../../labs/exercise.ts";
import { closeCode } from "../protocol/close-code.ts";
import type { Store } from "../store/store.ts";
import { type MachineEndListener, type Machines, PlaceError } from "../vm/machines.ts";
import { BootConsoles } from "./boot-consoles.ts";
import { describeError, type Log } from "./log.ts";
import type { Measures } from "./measures.ts";
import { PlaceQueue } from "./place-queue.ts";
import { Session } from "./session.ts";
import type { Hindrance, PlaceRequest, QueueMember, SessionContext } from "./session-context.ts";

/** Room may come from elsewhere than from our own machines, so the queue looks again now and then. */
const retryMs = 3000;

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

/** All sessions, and the queue before the machines. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #context: SessionContext;
  readonly #live = new Map<string, Session>();
  readonly #queue: PlaceQueue<QueueMember>;
  readonly #consoles: BootConsoles;
  readonly #timers: NodeJS.Timeout[];
  /** What keeps those in the queue from being served. */
  #hindrance: Hindrance = "no-room";
  #isServing = false;
  #serveAgain = false;
  #replacements = 0;
  #isClosed = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { machines, store, findExercise, accelerator, idleMinutes, maxPages, measures, log } = options;
    this.#queue = new PlaceQueue((member, position) => member.moved(position));
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
      place: (member, request) => this.#place(member, request),
      leaveQueue: (member) => this.#queue.remove(member),
      onFreed: () => this.#serve(),
      onUnused: (session) => {
        if (this.#live.get(session.id) === session) this.#live.delete(session.id);
      },
    };
    machines.onEnded((...end) => this.#onMachineEnded(...end));
    this.#timers = [
      setInterval(() => this.#serve(), retryMs),
      setInterval(() => this.#removeExpired(), cleanMs),
    ];
    for (const timer of this.#timers) timer.unref();
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
    return this.#queue.length;
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
    for (const timer of this.#timers) clearInterval(timer);
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

  async #place(member: QueueMember, { spec, replaces }: PlaceRequest): Promise<string | undefined> {
    const isReplacement = replaces !== undefined;
    if (this.#queue.length > 0 && !isReplacement) {
      this.#join(member);
      return undefined;
    }
    this.#replacements += Number(isReplacement);
    try {
      if (isReplacement) await this.#options.machines.drop(replaces);
      return await this.#options.machines.place(spec);
    } catch (error) {
      const hindrance = whatHinders(error);
      if (hindrance === undefined) throw error;
      this.#noteHindrance(hindrance);
      this.#join(member);
      return undefined;
    } finally {
      this.#replacements -= Number(isReplacement);
    }
  }

  #join(member: QueueMember): void {
    member.hindered(this.#hindrance);
    this.#queue.join(member);
  }

  /** It is the same for all: they are served in their order. */
  #noteHindrance(hindrance: Hindrance): void {
    if (this.#hindrance === hindrance) return;
    this.#hindrance = hindrance;
    for (const member of this.#queue) member.hindered(hindrance);
  }

  /** Gives machines to those at the head of the queue, one after the other, while there is room. */
  #serve(): void {
    if (this.#isServing) {
      this.#serveAgain = true;
      return;
    }
    this.#isServing = true;
    void this.#serveHeads().finally(() => {
      this.#isServing = false;
      if (!this.#serveAgain) return;
      this.#serveAgain = false;
      this.#serve();
    });
  }

  async #serveHeads(): Promise<void> {
    while (!this.#isClosed && this.#replacements === 0) {
      const head = this.#queue.head;
      const spec = head?.wantedSpec;
      if (!head || !spec) return;
      try {
        const id = await this.#options.machines.place(spec);
        this.#queue.remove(head);
        head.served({ id, spec });
      } catch (error) {
        const hindrance = whatHinders(error);
        if (hindrance !== undefined) {
          this.#noteHindrance(hindrance);
          return;
        }
        this.#queue.remove(head);
        head.refused(error);
      }
    }
  }

  #onMachineEnded(...[id, reason, code]: Parameters<MachineEndListener>): void {
    if (this.#isClosed) return;
    try {
      for (const session of this.#live.values())
        if (session.machineId === id) session.machineEnded(reason, code);
    } catch (error) {
      this.#options.log("store-failed", { error: describeError(error) });
    }
    this.#serve();
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

/** What has to pass before a machine can be placed; undefined when placing failed for good. */
function whatHinders(error: unknown): Hindrance | undefined {
  if (!(error instanceof PlaceError)) return undefined;
  return error.code === "no-room" || error.code === "no-disk" ? error.code : undefined;
}
