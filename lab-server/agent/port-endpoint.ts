import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { OpenFlag, open } from "../../sys/files.ts";
import type { Transport } from "../../ttrpc/transport.ts";
import { DescriptorTransport } from "./descriptor-transport.ts";
import type { Endpoint } from "./endpoint.ts";
import { HostChange } from "./host-change.ts";

/** How long the news of a host may be on its way. */
const newsMs = 1000;

/**
 * A virtio-serial port (drivers/char/virtio_console.c). Its descriptor outlives the hosts: without one it reads
 * as ended, and the coming of one is an edge. What a host has sent is there to be read after it has gone.
 */
export class PortEndpoint implements Endpoint {
  readonly #loop: EventLoop;
  readonly #path: string;
  #port: AsyncDescriptor;
  #last: { transport: DescriptorTransport; change: HostChange } | undefined;

  constructor(loop: EventLoop, path: string) {
    this.#loop = loop;
    this.#path = path;
    this.#port = this.#open();
  }

  async accept(): Promise<Transport> {
    let first = this.#last?.change.rest;
    if (this.#last?.transport.reachedEnd === false) {
      // The connection broke in mid-stream. Closing the port makes the kernel drop what is left of it.
      this.#port.close();
      this.#port = this.#open();
    }
    first = await this.#firstBytes(first);
    const change = new HostChange();
    const admit = (chunk: Uint8Array) => change.admit(chunk);
    const transport = new DescriptorTransport(this.#port, first === undefined ? { admit } : { first, admit });
    this.#last = { transport, change };
    return transport;
  }

  /** Waits for a host. Gives what it has sent first; undefined: nothing yet. */
  async #firstBytes(kept: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    const buffer = new Uint8Array(4096);
    for (let first = kept; ; ) {
      if (first !== undefined && (await this.#isSenderThere())) return first;
      const count = this.#port.read(buffer);
      if (count === undefined) return undefined;
      if (count === 0) await this.#port.readable();
      first = count > 0 ? buffer.slice(0, count) : undefined;
    }
  }

  /**
   * Whether who has sent something is there. Bytes can overtake the news of their host, for each come through a queue
   * of their own, and until the news is there the port takes no answer and reads as ended. News that comes later is of
   * the next host: the sender has gone without any.
   */
  async #isSenderThere(): Promise<boolean> {
    const startMs = Date.now();
    while (this.#port.isHungUp) await this.#port.writable();
    return Date.now() - startMs < newsMs;
  }

  #open(): AsyncDescriptor {
    const flags = OpenFlag.readWrite | OpenFlag.nonBlocking | OpenFlag.noControllingTerminal;
    return new AsyncDescriptor(this.#loop, open(this.#path, flags));
  }
}
