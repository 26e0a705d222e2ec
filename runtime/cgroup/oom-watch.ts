import { monotonicMs } from "../../sys/clock.ts";
import { attempt, decodeText } from "../../sys/door.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { SystemError } from "../../sys/system-error.ts";
import { parseFlatKeyed } from "./stats/parse-flat-keyed.ts";

/** What {@link OomWatch.wait} has seen. */
export type OomWatchResult = "oom" | "ended" | "timeout";

/**
 * Watches a group for processes that the kernel kills because memory runs out, until its last process ends. It
 * begins when it is made: what was killed before is not told.
 */
export class OomWatch {
  readonly #events: number;
  /** undefined: memory is not counted here, so nothing can run out. */
  readonly #memoryEvents: number | undefined;
  #kills: bigint;
  #hasEnded = false;

  constructor(folder: string) {
    this.#events = open(`${folder}/cgroup.events`, OpenFlag.readOnly);
    this.#memoryEvents = openIfThere(`${folder}/memory.events`);
    this.#kills = this.#countKills();
  }

  /** Waits for the next thing to tell; kills that came together are told once. */
  wait(timeoutMs: number): OomWatchResult {
    const deadlineMs = monotonicMs() + timeoutMs;
    const files = [this.#events, this.#memoryEvents].filter((file) => file !== undefined);
    const watched = files.map((descriptor) => ({ descriptor, events: PollEvent.urgent }));
    for (;;) {
      // What is read here arms the files: the kernel tells of what changes after it. A kill comes before the end.
      const isEmpty = this.#isEmpty();
      if (this.#sawKill()) return "oom";
      if (isEmpty) return "ended";
      const leftMs = Math.ceil(deadlineMs - monotonicMs());
      if (leftMs <= 0) return "timeout";
      poll(watched, { timeoutMs: leftMs });
    }
  }

  close(): void {
    close(this.#events);
    if (this.#memoryEvents !== undefined) close(this.#memoryEvents);
  }

  #sawKill(): boolean {
    const kills = this.#countKills();
    const isMore = kills > this.#kills;
    this.#kills = kills;
    return isMore;
  }

  #countKills(): bigint {
    if (this.#memoryEvents === undefined) return 0n;
    const { oom_kill } = parseFlatKeyed(contentsOf(this.#memoryEvents));
    // The file of a group that is gone has no more to tell.
    return oom_kill ?? this.#kills;
  }

  #isEmpty(): boolean {
    this.#hasEnded ||= !contentsOf(this.#events).split("\n").includes("populated 1");
    return this.#hasEnded;
  }
}

/** "" where the group is gone. */
function contentsOf(file: number): string {
  const buffer = new Uint8Array(1024);
  const length = attempt("pread64", file, buffer, buffer.byteLength, 0);
  return length <= 0 ? "" : decodeText(buffer, 0, length);
}

function openIfThere(path: string): number | undefined {
  try {
    return open(path, OpenFlag.readOnly);
  } catch (error) {
    if (SystemError.is(error, "ENOENT")) return undefined;
    throw error;
  }
}
