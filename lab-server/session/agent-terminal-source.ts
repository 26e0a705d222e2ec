import { setTimeout as sleep } from "node:timers/promises";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { maxMessageBytes } from "../protocol/messages.ts";
import { AgentLostError, type MachineAgent } from "./machine-agent.ts";
import type { TerminalSource } from "./terminal-source.ts";

/** One byte of each message to the page is the terminal's number. */
const readBytes = maxMessageBytes - 1;

/** What the agent takes in one call at most, and little enough not to hold up other calls on a narrow line. */
const writeBytes = 16 * 1024;

const callMs = 30_000;

/** Calls that fail so are repeated on the next link: nothing else is known of them. */
const broken = new Set<number>([StatusCode.UNAVAILABLE, StatusCode.CANCELLED]);

/** A PTY in a machine. It outlives the link to the agent: reading goes on where it stopped. */
export class AgentTerminalSource implements TerminalSource {
  readonly pty: number;
  readonly #agent: MachineAgent;
  #offset: bigint;
  #exitCode: number | null = null;
  #isGone = false;

  constructor(agent: MachineAgent, pty: number, offset: bigint) {
    this.#agent = agent;
    this.pty = pty;
    this.#offset = offset;
  }

  get exitCode(): number | null {
    return this.#exitCode;
  }

  /** Where the next output begins, in bytes since the terminal was opened. */
  get offset(): bigint {
    return this.#offset;
  }

  /** The agent has been started anew and knows nothing of it; its number may soon mean another terminal. */
  abandon(): void {
    this.#isGone = true;
  }

  async read(): Promise<Uint8Array | undefined> {
    while (!this.#isGone) {
      try {
        const client = await this.#agent.client();
        const response = await client.readPty({ pty: this.pty, offset: this.#offset, maxBytes: readBytes });
        if (response.data.length > 0) {
          this.#offset = response.offset + BigInt(response.data.length);
          return response.data.subarray(0, readBytes);
        }
        if (!response.ended) throw new Error("The agent answered a read with nothing.");
        this.#exitCode = response.exitCode;
        return undefined;
      } catch (error) {
        if (error instanceof AgentLostError) return undefined;
        if (!(error instanceof TtrpcError)) throw error;
        if (error.code === StatusCode.NOT_FOUND) return undefined;
        if (!broken.has(error.code)) throw error;
        await sleep(10);
      }
    }
    return undefined;
  }

  async write(data: Uint8Array): Promise<void> {
    const client = await this.#agent.client();
    if (this.#isGone) return;
    for (let start = 0; start < data.length; start += writeBytes)
      await client.writePty(
        { pty: this.pty, data: data.subarray(start, start + writeBytes) },
        { timeoutMs: callMs },
      );
  }

  async resize(columns: number, rows: number): Promise<void> {
    const client = await this.#agent.client();
    if (this.#isGone) return;
    await client.resizePty({ pty: this.pty, columns, rows }, { timeoutMs: callMs });
  }

  async close(): Promise<void> {
    if (this.#isGone) return;
    try {
      const client = await this.#agent.client();
      await client.closePty({ pty: this.pty }, { timeoutMs: callMs });
    } catch (error) {
      // Gone already, with its machine or without.
      if (error instanceof AgentLostError) return;
      if (error instanceof TtrpcError && (error.code === StatusCode.NOT_FOUND || broken.has(error.code)))
        return;
      throw error;
    }
  }
}
