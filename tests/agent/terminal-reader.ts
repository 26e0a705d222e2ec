import type { AgentConnection } from "./agent-process.ts";

type Client = AgentConnection["client"];

const timeoutMs = 10_000;

/** Reads a terminal as the lab server does: from offset to offset. */
export class TerminalReader {
  readonly pty: number;
  /** Of the next byte. */
  offset = 0n;
  /** Output that has not been matched yet. */
  #unmatched = "";
  #client: Client;

  constructor(client: Client, pty: number) {
    this.#client = client;
    this.pty = pty;
  }

  /** Reads on over another connection. */
  continueWith(client: Client): void {
    this.#client = client;
  }

  async type(text: string): Promise<void> {
    await this.#client.writePty({ pty: this.pty, data: Buffer.from(text) }, { timeoutMs });
  }

  /** Reads once. Gives the answer, having taken its data in. */
  async read(options: { maxBytes?: number } = {}) {
    const request = { pty: this.pty, offset: this.offset, maxBytes: options.maxBytes ?? 65_536 };
    const answer = await this.#client.readPty(request, { timeoutMs });
    this.offset = answer.offset + BigInt(answer.data.byteLength);
    this.#unmatched += Buffer.from(answer.data).toString("latin1");
    return answer;
  }

  /** Reads until the output matches, and gives everything up to the match's end. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.#unmatched);
      if (match) {
        const end = match.index + match[0].length;
        const seen = this.#unmatched.slice(0, end);
        this.#unmatched = this.#unmatched.slice(end);
        return seen;
      }
      const { ended } = await this.read();
      if (ended && !pattern.test(this.#unmatched))
        throw new Error(
          `The terminal ended before ${pattern} with ${JSON.stringify(this.#unmatched.slice(-500))}`,
        );
    }
  }

  /** Reads to the end and gives the exit code. */
  async exitCode(): Promise<number> {
    for (;;) {
      const { ended, exitCode } = await this.read();
      if (ended) return exitCode;
    }
  }
}
