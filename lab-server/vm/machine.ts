import { connect } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { type MachineFolder, machineFiles, removeMachineFolder } from "./machine-folder.ts";
import type { MachineEndCode, PlacedMachine } from "./machines.ts";
import { agentPortId } from "./qemu-arguments.ts";
import type { Qmp } from "./qmp.ts";
import { killProcess } from "./running-process.ts";
import type { Qemu } from "./start-qemu.ts";

/** What a running machine consists of. */
export interface MachineParts {
  placed: PlacedMachine;
  folder: MachineFolder;
  qemu: Qemu;
  /** The control connection; its end tells that QEMU has ended. */
  qmp: Qmp;
}

/** A running machine and the stream to its agent. */
export class Machine {
  readonly placed: PlacedMachine;
  readonly pid: number;
  /** The file that holds what it has written. */
  readonly disk: string;
  readonly #parts: MachineParts;
  readonly #onEnded: (reason: string, code: MachineEndCode) => void;
  #stream: Duplex | undefined;
  /** Attaching and freezing take turns. */
  #turn: Promise<unknown> = Promise.resolve();
  #guestEnded = false;
  /** Whether an agent has the port open, as far as QEMU has told: it does when a template is saved. */
  #isPortOpen = true;
  #released = false;
  #ended: Promise<void> | undefined;

  /** @param onEnded called once, when nothing of the machine is left. */
  constructor(parts: MachineParts, onEnded: (reason: string, code: MachineEndCode) => void) {
    this.placed = parts.placed;
    this.pid = parts.qemu.pid;
    this.disk = join(parts.folder.vm, machineFiles.disk);
    this.#parts = parts;
    this.#onEnded = onEnded;
    parts.qmp.onEvent(({ event, data }) => {
      // The guest switched itself off or restarted; QEMU then ends.
      if (event === "SHUTDOWN") this.#guestEnded = true;
      if (event === "VSERPORT_CHANGE" && data.id === agentPortId) this.#afterPortChange(data.open === true);
    });
    void parts.qmp.closed.then(() => this.#afterQmpClosed());
  }

  /** It is ending or has ended. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** See {@link Machines.attach}. */
  attach(): Promise<Duplex> {
    return this.#inTurn(async () => {
      await this.#leaveStream();
      const { status } = await this.#parts.qmp.execute("query-status", { timeoutMs: 30_000 });
      if (status === "paused") await this.#parts.qmp.execute("cont", { timeoutMs: 30_000 });
      const stream = await openStream(join(this.#parts.folder.vm, machineFiles.agentSocket));
      this.#stream = stream;
      return stream;
    });
  }

  /** See {@link Machines.freeze}. */
  freeze(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#parts.qmp.execute("stop", { timeoutMs: 30_000 });
    });
  }

  /** Ends it, if it has not ended, and waits until nothing of it is left. */
  end(reason: string, code: MachineEndCode = "ended"): Promise<void> {
    this.#ended ??= this.#remove(async () => reason, code);
    return this.#ended;
  }

  /** Lets go of it and leaves it running. */
  release(): void {
    this.#released = true;
    this.#stream?.destroy();
    this.#parts.qmp.close();
    this.#parts.qemu.release();
  }

  /**
   * When an agent ends, every call ends with it, but the port's stream would stay open for the next agent. QEMU tells of
   * one change a second, the last: opened twice in a row means closed in between.
   */
  #afterPortChange(isOpen: boolean): void {
    if (!isOpen || this.#isPortOpen) this.#stream?.destroy();
    this.#isPortOpen = isOpen;
  }

  async #afterQmpClosed(): Promise<void> {
    if (this.#released || this.#ended) return;
    const { qemu } = this.#parts;
    const reason = async () => (this.#guestEnded ? "the machine was switched off" : await qemu.ended);
    this.#ended = this.#remove(reason, "ended");
    // Nobody asked for this end. What could not be removed is swept when the next server starts.
    await this.#ended.catch(() => {});
  }

  async #remove(reason: () => Promise<string>, code: MachineEndCode): Promise<void> {
    const { qemu, qmp, folder } = this.#parts;
    this.#stream?.destroy();
    try {
      await killProcess(qemu);
      await removeMachineFolder(folder);
    } finally {
      qmp.close();
      this.#onEnded(await reason(), code);
    }
  }

  /** QEMU serves one client at a time: the next is heard only when the last has left. */
  async #leaveStream(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    if (!stream || stream.closed) return;
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.destroy();
    await closed;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#ended || this.#released) throw new Error(`The machine ${this.placed.id} is gone`);
      return task();
    });
    this.#turn = result.catch(() => {});
    return result;
  }
}

function openStream(path: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const fail = (cause: Error) =>
      reject(new Error("Cannot open the stream to the machine's agent", { cause }));
    socket.once("error", fail);
    socket.once("connect", () => {
      socket.off("error", fail);
      // Whoever gets the stream listens for its errors; until then one must not end the server.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}
