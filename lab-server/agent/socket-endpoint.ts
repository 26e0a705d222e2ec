import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import type { EventLoop } from "../../sys/event-loop.ts";
import { acceptUnix, listenUnix } from "../../sys/unix-socket.ts";
import type { Transport } from "../../ttrpc/transport.ts";
import { DescriptorTransport } from "./descriptor-transport.ts";
import type { Endpoint } from "./endpoint.ts";

/** A listening unix socket: the agent outside a virtual machine. */
export class SocketEndpoint implements Endpoint {
  readonly #loop: EventLoop;
  readonly #listener: number;
  readonly #unheard: (() => void)[] = [];
  #last: AsyncDescriptor | undefined;

  constructor(loop: EventLoop, path: string) {
    this.#loop = loop;
    this.#listener = listenUnix(path);
    loop.watch(this.#listener, () => {
      for (const wake of this.#unheard.splice(0)) wake();
    });
  }

  async accept(): Promise<Transport> {
    this.#last?.close();
    let descriptor = acceptUnix(this.#listener);
    while (descriptor === undefined) {
      await new Promise<void>((wake) => this.#unheard.push(wake));
      descriptor = acceptUnix(this.#listener);
    }
    this.#last = new AsyncDescriptor(this.#loop, descriptor);
    return new DescriptorTransport(this.#last);
  }
}
