import type { ProcessEvent } from "../../sys/process-events.ts";

/**
 * Counts what happens to processes. Threads are not counted, nor what the agent forks to answer a question: else
 * each answer would raise the next question.
 */
export class ProcessCounter {
  /** The agent's own children that are to go unnoticed, until they have ended. */
  readonly #ignored = new Set<number>();

  /** Lets a process pass unnoticed from its fork to its end. */
  ignore(pid: number): void {
    this.#ignored.add(pid);
  }

  /** Forgets whom to ignore: their ends may be among events that were lost. */
  forget(): void {
    this.#ignored.clear();
  }

  /** How many of the events count. */
  count(events: readonly ProcessEvent[]): number {
    return events.filter(({ kind, pid, process }) => {
      if (kind === "other" || pid !== process) return false;
      return !(kind === "exit" ? this.#ignored.delete(process) : this.#ignored.has(process));
    }).length;
  }
}
