import { readFileSync } from "node:fs";
import { type IPty, spawn } from "@lydell/node-pty";
import { eventually } from "./eventually.ts";

/** Tells the terminal's name, runs a command, then tells how it ended and how it left the terminal. */
const session = `tty; "$@"; echo "ended with $?"; stty -a; echo over`;

/** Somebody at a terminal who calls a command, types, and reads what comes. */
export class Person {
  readonly #terminal: IPty;
  #output = "";

  constructor(argv: readonly string[], { columns = 80, rows = 24 } = {}) {
    const env = { PATH: process.env.PATH ?? "", TERM: "xterm" };
    this.#terminal = spawn("sh", ["-c", session, "sh", ...argv], { cols: columns, rows, env });
    this.#terminal.onData((data) => (this.#output += data));
  }

  /** Everything that was shown. */
  get output(): string {
    return this.#output;
  }

  /** The terminal's own path. */
  get path(): string {
    return /\/dev\/pts\/\d+/.exec(this.#output)?.[0] ?? "";
  }

  /** The process that runs the command. */
  get command(): number {
    const { pid } = this.#terminal;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]);
  }

  type(text: string): void {
    this.#terminal.write(text);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  async sees(what: string | RegExp): Promise<void> {
    try {
      await eventually(`to see ${what}`, () =>
        typeof what === "string" ? this.#output.includes(what) : what.test(this.#output),
      );
    } catch (error) {
      throw new Error(`${(error as Error).message}; seen: ${JSON.stringify(this.#output.slice(-2000))}`);
    }
  }

  /** Waits for the command's end. Result: its exit code, and what stty(1) then says of the terminal. */
  async ends(): Promise<{ code: number; settings: string }> {
    await this.sees(/over\r\n$/);
    const [, code = "", settings = ""] = /ended with (\d+)\r\n(.*)over/s.exec(this.#output) ?? [];
    return { code: Number(code), settings };
  }

  leave(): void {
    this.#terminal.kill("SIGKILL");
  }
}
