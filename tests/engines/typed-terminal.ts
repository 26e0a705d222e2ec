import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { Guest } from "../guest/guest.ts";
import { eventually } from "./eventually.ts";

const callMs = 120_000;

/** A terminal in a machine in which a command runs, as a person uses it. */
export class TypedTerminal {
  readonly #guest: Guest;
  readonly #pty: number;
  #output = "";
  #offset = 0n;
  /** Set when the command has ended. */
  exitCode: number | undefined;

  static async open(guest: Guest, command: string[]): Promise<TypedTerminal> {
    const request = { columns: 90, rows: 30, command, environment: {} };
    const { pty } = await guest.client.openPty(request, { timeoutMs: callMs });
    return new TypedTerminal(guest, pty);
  }

  private constructor(guest: Guest, pty: number) {
    this.#guest = guest;
    this.#pty = pty;
  }

  async type(text: string): Promise<void> {
    await this.#guest.client.writePty({ pty: this.#pty, data: Buffer.from(text) }, { timeoutMs: callMs });
  }

  /** Waits until the screen has shown the text since the last time, and returns what came up to then; lines end with \n. */
  async shows(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match) {
        const end = match.index + match[0].length;
        const shown = this.#output.slice(0, end);
        this.#output = this.#output.slice(end);
        return shown;
      }
      if (this.exitCode !== undefined)
        throw new Error(
          `The command ended with ${this.exitCode} before it showed ${pattern}: ${this.#output}`,
        );
      await this.#read(pattern);
    }
  }

  /**
   * Waits until a shell that runs in the terminal sees its rows and columns: engines tell the size when the program
   * runs already.
   */
  async hasSize(rowsAndColumns: string): Promise<void> {
    await eventually(async () => assert.equal(await this.#shownSize(), rowsAndColumns));
  }

  /** Changes the size until a shell that runs in the terminal sees it: engines may tell their first one late. */
  async followsSize(): Promise<void> {
    let columns = 100;
    await eventually(async () => {
      columns++;
      await this.#guest.client.resizePty({ pty: this.#pty, columns, rows: 40 }, { timeoutMs: callMs });
      await sleep(500);
      assert.equal(await this.#shownSize(), `40 ${columns}`);
    });
  }

  async #shownSize(): Promise<string | undefined> {
    await this.type("stty size\r");
    const pattern = /\n(\d+ \d+|stty: .*)\n[\s\S]*# $/;
    return pattern.exec(await this.shows(pattern))?.[1];
  }

  /** Waits for the end of the command and returns its exit code. */
  async ended(): Promise<number> {
    while (this.exitCode === undefined) await this.#read(/its end/);
    return this.exitCode;
  }

  async close(): Promise<void> {
    await this.#guest.client.closePty({ pty: this.#pty }, { timeoutMs: callMs });
  }

  async #read(awaited: RegExp): Promise<void> {
    const request = { pty: this.#pty, offset: this.#offset, maxBytes: 16_384 };
    try {
      const { data, offset, ended, exitCode } = await this.#guest.client.readPty(request, {
        timeoutMs: callMs,
      });
      this.#output = plain(this.#output + Buffer.from(data).toString());
      this.#offset = offset + BigInt(data.length);
      if (ended) this.exitCode = exitCode;
    } catch (cause) {
      throw new Error(`The terminal did not show ${awaited}, but: ${this.#output}`, { cause });
    }
  }
}

/**
 * Without what a shell asks the terminal, as for its cursor: nobody here answers. Two terminals behind each other may both
 * add a carriage return to a line.
 */
const plain = (output: string) => stripVTControlCharacters(output).replaceAll(/\r+\n/g, "\n");
