import { type Machines, PlaceError } from "../vm/machines.ts";
import { PlaceQueue } from "./place-queue.ts";
import type { Hindrance, PlaceRequest, QueueMember } from "./session-context.ts";

/** Room may come from elsewhere than from our own machines, so the queue looks again now and then. */
const retryMs = 3000;

/** Gives machines to those who want one: at once while there is room, then in the order in which they came. */
export class Placing {
  readonly #machines: Pick<Machines, "place" | "drop">;
  readonly #queue = new PlaceQueue<QueueMember>((member, position) => member.moved(position));
  readonly #timer: NodeJS.Timeout;
  /** What keeps those in the queue from being served. */
  #hindrance: Hindrance = "no-room";
  #isServing = false;
  #serveAgain = false;
  #replacements = 0;
  #isClosed = false;

  constructor(machines: Pick<Machines, "place" | "drop">) {
    this.#machines = machines;
    this.#timer = setInterval(() => this.serve(), retryMs).unref();
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** A machine's id, or undefined: the member waits now and will be served or refused. Throws when it is refused at once. */
  async place(member: QueueMember, { spec, replaces }: PlaceRequest): Promise<string | undefined> {
    const isReplacement = replaces !== undefined;
    if (this.#queue.length > 0 && !isReplacement) {
      this.#join(member);
      return undefined;
    }
    this.#replacements += Number(isReplacement);
    try {
      if (isReplacement) await this.#machines.drop(replaces);
      return await this.#machines.place(spec);
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

  /** Waits no longer. */
  leave(member: QueueMember): void {
    this.#queue.remove(member);
  }

  /** There may be room: gives machines to those at the head of the queue, one after the other. */
  serve(): void {
    if (this.#isServing) {
      this.#serveAgain = true;
      return;
    }
    this.#isServing = true;
    void this.#serveHeads().finally(() => {
      this.#isServing = false;
      if (!this.#serveAgain) return;
      this.#serveAgain = false;
      this.serve();
    });
  }

  /** Serves nobody any more. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  async #serveHeads(): Promise<void> {
    while (!this.#isClosed && this.#replacements === 0) {
      const head = this.#queue.head;
      const spec = head?.wantedSpec;
      if (!head || !spec) return;
      try {
        const id = await this.#machines.place(spec);
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

  #join(member: QueueMember): void {
    member.hindered(this.#hindrance);
    this.#queue.join(member);
  }

  /** It is the same for all, because they are served in their order. */
  #noteHindrance(hindrance: Hindrance): void {
    if (this.#hindrance === hindrance) return;
    this.#hindrance = hindrance;
    for (const member of this.#queue) member.hindered(hindrance);
  }
}

/** What has to pass before a machine can be placed; undefined when placing failed for good. */
function whatHinders(error: unknown): Hindrance | undefined {
  if (!(error instanceof PlaceError)) return undefined;
  return error.code === "no-room" || error.code === "no-disk" ? error.code : undefined;
}
