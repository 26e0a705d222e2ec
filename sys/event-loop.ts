// biome-ignore lint/style/useNodejsImportProtocol: the module of QuickJS
import * as os from "os";
import { architecture } from "./arch/x86-64.ts";
import { attempt, perform } from "./door.ts";
import { Events } from "./events.ts";
import { OpenFlag } from "./files.ts";

const addDescriptor = 1; // EPOLL_CTL_ADD
const removeDescriptor = 2; // EPOLL_CTL_DEL
const batch = 64;
const { bytes: eventBytes, dataOffset } = architecture.epollEvent;

type Wake = (events: number) => void;

/**
 * Waits for many descriptors at once. QuickJS's own loop calls select(), which knows no descriptor above 1023 and
 * no edges, so it watches one epoll descriptor, and that one watches all others.
 */
export class EventLoop {
  readonly #epoll = perform("epoll_create1", OpenFlag.closeOnExec);
  readonly #found = new Uint8Array(batch * eventBytes);
  readonly #view = new DataView(this.#found.buffer);
  /** By a token that is never used twice, so that a late event cannot reach a descriptor's next owner. */
  readonly #wakes = new Map<number, Wake>();
  #lastToken = 0;
  #turns: (() => void)[] = [];

  constructor() {
    os.setReadHandler(this.#epoll, () => this.#dispatch());
  }

  /**
   * Calls back at every change of a descriptor: edge-triggered, once when readiness appears and not again until
   * it has been used up. Returns what ends it, to be called before the descriptor is closed.
   */
  watch(descriptor: number, wake: Wake): () => void {
    const token = ++this.#lastToken;
    const event = new Uint8Array(eventBytes);
    const view = new DataView(event.buffer);
    const events = Events.in | Events.out | Events.peerHangUp | Events.edgeTriggered;
    view.setUint32(0, events >>> 0, true);
    view.setUint32(dataOffset, token, true);
    perform("epoll_ctl", this.#epoll, addDescriptor, descriptor, event);
    this.#wakes.set(token, wake);
    return () => {
      if (this.#wakes.delete(token)) attempt("epoll_ctl", this.#epoll, removeDescriptor, descriptor, null);
    };
  }

  /**
   * Resolves after everything else that is ready has had its turn. For whoever works through an endless input:
   * promises alone would keep the loop from its descriptors.
   */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#turns.push(resolve) > 1) return;
      os.setTimeout(() => {
        // The stock loop runs expired timers before it looks at descriptors; without this they would starve.
        this.#dispatch();
        const turns = this.#turns;
        this.#turns = [];
        for (const resolve of turns) resolve();
      }, 0);
    });
  }

  #dispatch(): void {
    const count = attempt("epoll_pwait", this.#epoll, this.#found, batch, 0, null, 0);
    for (let index = 0; index < count; index++) {
      const start = index * eventBytes;
      const token = this.#view.getUint32(start + dataOffset, true);
      this.#wakes.get(token)?.(this.#view.getUint32(start, true));
    }
  }
}
