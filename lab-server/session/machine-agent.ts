import { setTimeout as sleep } from "node:timers/promises";
import type { ClientConnection } from "../../ttrpc/client-connection.ts";
import type { Machines } from "../vm/machines.ts";
import type { AgentClient } from "./agent-client.ts";
import { connectAgent } from "./connect-agent.ts";

/** Waits before each further try to reach an agent: it is back after a few seconds when a learner killed it. */
const retryDelaysMs = [50, 100, 200, 500, 1000, 2000, 4000, 8000, 15_000];

/** How often an agent is asked whether it is there, and how long its answer may take. */
const pulseMs = 10_000;

/** The machine or its agent cannot be reached any more. */
export class AgentLostError extends Error {}

export interface MachineAgentOptions {
  machines: Machines;
  machineId: string;
  /** Runs on each new link before anybody else may call: identity, clock, terminals. */
  prepare: (client: AgentClient) => Promise<void>;
  /** Asked now and then: throws when the agent does not answer, or is no longer the one that was prepared. */
  pulse: (client: AgentClient, timeoutMs: number) => Promise<void>;
  /** Called once when the agent cannot be reached in spite of all tries. */
  onLost: (error: AgentLostError) => void;
  /** Waits before each further try; half a minute in all unless said. */
  retryDelaysMs?: readonly number[];
}

interface Waiter {
  resolve: (client: AgentClient) => void;
  reject: (error: Error) => void;
}

/**
 * The link to one machine's agent, made anew whenever it breaks. Callers ask for the client each time and
 * wait while there is none: during a freeze, or while the agent starts again.
 */
export class MachineAgent {
  readonly #options: MachineAgentOptions;
  #client: AgentClient | undefined;
  #connection: ClientConnection | undefined;
  #linking: Promise<void> | undefined;
  #pulse: NodeJS.Timeout | undefined;
  #waiters = new Set<Waiter>();
  #wanted = false;
  #gone: AgentLostError | undefined;

  constructor(options: MachineAgentOptions) {
    this.#options = options;
  }

  /** Makes the link, thawing the machine. Resolves when it is ready for calls. Throws {@link AgentLostError}. */
  async attach(): Promise<void> {
    this.#wanted = true;
    this.#link();
    await this.client();
  }

  /** Lets the link go until the next attach; calls under way fail, those to come wait. */
  async detach(): Promise<void> {
    this.#wanted = false;
    this.#client = undefined;
    this.#connection?.close();
    await this.#linking;
  }

  /** Lets go for good. */
  dispose(): void {
    this.#wanted = false;
    this.#client = undefined;
    this.#gone ??= new AgentLostError("The machine is no longer used.");
    this.#connection?.close();
    this.#rejectWaiters(this.#gone);
  }

  /** Whether calls would be answered now. */
  get isLinked(): boolean {
    return this.#client !== undefined && this.#connection?.failure === undefined;
  }

  /** The client as soon as there is a link. Throws {@link AgentLostError}. */
  client(): Promise<AgentClient> {
    if (this.#gone) return Promise.reject(this.#gone);
    if (this.#client && this.isLinked) return Promise.resolve(this.#client);
    return new Promise((resolve, reject) => this.#waiters.add({ resolve, reject }));
  }

  #link(): void {
    if (this.#linking || this.#client || this.#gone) return;
    this.#linking = this.#tryToLink().finally(() => {
      this.#linking = undefined;
      // A page may have come back while the link was being let go.
      if (this.#wanted && !this.#client) this.#link();
    });
  }

  async #tryToLink(): Promise<void> {
    let lastError: unknown;
    for (const delayMs of [0, ...(this.#options.retryDelaysMs ?? retryDelaysMs)]) {
      if (delayMs > 0) await sleep(delayMs);
      if (!this.#wanted) return;
      try {
        await this.#linkOnce();
        return;
      } catch (error) {
        lastError = error;
      }
    }
    if (!this.#wanted) return;
    this.#gone = new AgentLostError(`Cannot reach the agent of machine ${this.#options.machineId}`, {
      cause: lastError,
    });
    this.#rejectWaiters(this.#gone);
    this.#options.onLost(this.#gone);
  }

  async #linkOnce(): Promise<void> {
    const stream = await this.#options.machines.attach(this.#options.machineId);
    if (!this.#wanted) {
      stream.destroy();
      return;
    }
    const { client, connection } = connectAgent(stream);
    this.#connection = connection;
    try {
      await this.#options.prepare(client);
    } catch (error) {
      connection.close();
      throw error;
    }
    if (!this.#wanted || connection.failure) {
      connection.close();
      throw new Error("The link broke while it was made.", { cause: connection.failure });
    }
    this.#client = client;
    this.#pulse = setInterval(() => void this.#feelPulse(client, connection), pulseMs);
    void connection.ended.then(() => {
      if (this.#connection !== connection) return;
      clearInterval(this.#pulse);
      this.#client = undefined;
      if (this.#wanted) this.#link();
    });
    for (const waiter of this.#takeWaiters()) waiter.resolve(client);
  }

  /** The end of an agent that dies and is back at once may go unnoticed: then another answers, but not the calls under way. */
  async #feelPulse(client: AgentClient, connection: ClientConnection): Promise<void> {
    try {
      await this.#options.pulse(client, pulseMs);
    } catch {
      connection.close();
    }
  }

  #takeWaiters(): Waiter[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }

  #rejectWaiters(error: Error): void {
    for (const waiter of this.#takeWaiters()) waiter.reject(error);
  }
}
