import type { EventLoop } from "../../sys/event-loop.ts";
import { timers } from "../../sys/timers.ts";
import type { CancelSignal } from "../../ttrpc/cancel.ts";
import { CgroupWatch } from "./cgroup-watch.ts";
import { callError } from "./errors.ts";
import { cgroupMountPoint } from "./kernel-files.ts";
import type { ChangeListener, MachineChange } from "./machine-change.ts";
import { ProcessWatch } from "./process-watch.ts";

/** The kernel's news for whoever watches; while nobody does, the kernel is not asked. */
export class EventSource {
  readonly #loop: EventLoop;
  readonly #listeners = new Set<ChangeListener>();
  #processes: ProcessWatch | undefined;
  #cgroups: CgroupWatch | undefined;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  /** Lets a child of the agent pass unnoticed. Call it in the turn that forked. */
  ignore(pid: number): void {
    this.#processes?.ignore(pid);
  }

  /**
   * Changes until the signal is cancelled. The first comes at once, with `lost` set: the watch is on. The next
   * comes with the first thing that happens, and after each at least `coalesceMs` pass.
   */
  async *watch(coalesceMs: number, signal: CancelSignal): AsyncGenerator<MachineChange> {
    let pending: MachineChange = { processes: 0, cgroups: 0, lost: true };
    let isPending = true;
    let wake = () => {};
    const listener: ChangeListener = ({ processes = 0, cgroups = 0, lost = false }) => {
      pending.processes += processes;
      pending.cgroups += cgroups;
      pending.lost ||= lost;
      isPending = true;
      wake();
    };
    const stop = () => wake();
    signal.addEventListener("abort", stop);
    this.#add(listener);
    try {
      while (!signal.aborted) {
        if (!isPending) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const change = pending;
        pending = { processes: 0, cgroups: 0, lost: false };
        isPending = false;
        yield change;
        await this.#pause(coalesceMs, signal);
      }
    } finally {
      signal.removeEventListener("abort", stop);
      this.#remove(listener);
    }
  }

  #pause(durationMs: number, signal: CancelSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        timers.clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = timers.setTimeout(end, durationMs);
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
    });
  }

  #add(listener: ChangeListener): void {
    this.#listeners.add(listener);
    if (this.#listeners.size > 1) return;
    const tellAll: ChangeListener = (change) => {
      for (const tell of this.#listeners) tell(change);
    };
    try {
      this.#processes = new ProcessWatch(this.#loop, tellAll);
      this.#cgroups = new CgroupWatch(this.#loop, { root: cgroupMountPoint, listener: tellAll });
    } catch (error) {
      this.#remove(listener);
      throw callError("Cannot watch events", error);
    }
  }

  #remove(listener: ChangeListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#processes?.close();
    this.#cgroups?.close();
    this.#processes = undefined;
    this.#cgroups = undefined;
  }
}
