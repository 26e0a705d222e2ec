import { setTimeout as sleep } from "node:timers/promises";
import type { MachineSpec } from "../../labs/machine.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import type { Machines } from "../vm/machines.ts";
import type { AgentClient } from "./agent-client.ts";
import { IdleClock } from "./idle-clock.ts";
import type { Log } from "./log.ts";
import { type AgentLostError, MachineAgent } from "./machine-agent.ts";
import { MachineChecks, type MachineChecksOptions } from "./machine-checks.ts";
import { MachineShells, type MachineShellsOptions } from "./machine-shells.ts";
import type { Measures } from "./measures.ts";
import { newIdentity } from "./new-identity.ts";

const callMs = 30_000;
/** How long a new machine waits for somebody to open a terminal, and then for its prompt, which comes first. */
const firstOpenMs = 50;
const firstOutputMs = 1000;
const restOfPromptMs = 60;
/** Between a call that failed with its link and the next try. */
const relinkMs = 100;

/** Which machine it is. */
export interface MachineAddress {
  id: string;
  hostname: string;
  spec: MachineSpec;
}

export interface LabMachineOptions
  extends MachineAddress,
    Pick<MachineShellsOptions, "onOpened" | "onClosed">,
    Pick<MachineChecksOptions, "onChecked"> {
  /** Just placed: it gets its name first, and {@link LabMachine.identify} follows. Otherwise its terminals are taken up again. */
  isNew: boolean;
  machines: Machines;
  measures: Measures;
  log: Log;
  /** See {@link IdleClock}. */
  idleMs: number;
  onExpiring: (expiresAtMs: number) => void;
  onExpired: () => void;
  onLost: (error: AgentLostError) => void;
}

/** A machine in use: the link to its agent, its shells, its checks, and the time it has left. */
export class LabMachine {
  readonly id: string;
  readonly hostname: string;
  readonly spec: MachineSpec;
  readonly shells: MachineShells;
  readonly checks: MachineChecks;
  readonly idle: IdleClock;
  readonly #machines: Machines;
  readonly #agent: MachineAgent;
  #isNamed: boolean;
  #isFrozen = false;
  #isDisposed = false;

  constructor(options: LabMachineOptions) {
    const { machines, measures, onOpened, onClosed, onChecked } = options;
    const log: Log = (event, values) => options.log(event, { machine: options.id, ...values });
    this.id = options.id;
    this.hostname = options.hostname;
    this.spec = options.spec;
    this.#machines = machines;
    this.#isNamed = !options.isNew;
    this.#agent = new MachineAgent({
      machines,
      machineId: options.id,
      prepare: (client) => this.#prepare(client),
      pulse: (client, timeoutMs) => this.shells.requireKnown(client, timeoutMs),
      onLost: options.onLost,
    });
    const agent = this.#agent;
    this.checks = new MachineChecks({ agent, measures, log, onChecked });
    const onLull = () => this.checks.trigger();
    this.shells = new MachineShells({ agent, measures, log, onOpened, onClosed, onLull });
    this.idle = new IdleClock({
      idleMs: options.idleMs,
      onWarning: options.onExpiring,
      onExpired: options.onExpired,
    });
  }

  /** It has been let go. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Makes the link to the agent, thawing the machine if it is frozen. Throws {@link AgentLostError}. */
  async attach(): Promise<void> {
    await this.#agent.attach();
    this.#isFrozen = false;
  }

  /** Stops its processors until the next attach. */
  async freeze(): Promise<void> {
    this.#isFrozen = true;
    await this.#agent.detach();
    await this.#machines.freeze(this.id);
  }

  /** Lets go of it without ending it. */
  dispose(): void {
    this.#isDisposed = true;
    this.idle.stop();
    this.checks.dispose();
    this.#agent.dispose();
    this.shells.dispose();
  }

  /**
   * Gives a new machine what makes it another one than its template: machine-id, clock, random pool. Under
   * emulation that takes as long as a prompt, so the prompt comes first; it shows the name, which is set already.
   */
  async identify(): Promise<void> {
    const nobodyOpens = sleep(firstOpenMs).then(() =>
      this.shells.count > 0 ? sleep(firstOutputMs) : undefined,
    );
    // The first output is half of the prompt.
    await Promise.race([this.shells.firstOutput.then(() => sleep(restOfPromptMs)), nobodyOpens]);
    for (;;) {
      const client = await this.#agent.client();
      try {
        await client.setIdentity(newIdentity(this.hostname), { timeoutMs: callMs });
        return;
      } catch (error) {
        // With the next link, unless the machine has ended: then there is none, and `client` throws.
        if (!(error instanceof TtrpcError) || error.code !== StatusCode.UNAVAILABLE) throw error;
        await sleep(relinkMs);
      }
    }
  }

  async #prepare(client: AgentClient): Promise<void> {
    if (this.#isNamed) {
      const [, { ptys }] = await Promise.all([
        client.setClock({ unixTimeMs: BigInt(Date.now()) }, { timeoutMs: callMs }),
        client.listPtys({}, { timeoutMs: callMs }),
      ]);
      this.shells.match(ptys);
      return;
    }
    const data = Buffer.from(`${this.hostname}\n`);
    await client.writeFile({ path: "/proc/sys/kernel/hostname", data, mode: 0 }, { timeoutMs: callMs });
    this.#isNamed = true;
  }
}
