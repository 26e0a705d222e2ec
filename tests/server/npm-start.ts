import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type IPty, spawn } from "@lydell/node-pty";

const repository = join(import.meta.dirname, "../..");
const patienceMs = 120_000;

/** `npm start` as somebody types it: in a terminal, whose keys reach npm, the shell and the server alike. */
export class NpmStart {
  /** What the screen was given so far. */
  output = "";
  /** How it ended. A signal that ended npm itself counts, as shells say it, as 128 and its number. */
  readonly ended: Promise<number>;
  readonly #terminal: IPty;
  #isHungUp = false;

  constructor(t: TestContext, environment: Record<string, string>) {
    this.#terminal = spawn("npm", ["start"], {
      cwd: repository,
      env: { ...process.env, ...environment },
      cols: 200,
      rows: 50,
    });
    this.#terminal.onData((data) => {
      this.output += data;
    });
    this.ended = new Promise((resolve) => {
      this.#terminal.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode));
    });
    t.after(async () => {
      if (this.#isHungUp) return;
      this.press("\x03");
      await this.ended;
    });
  }

  /** Waits until the screen has shown a match. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (let waitedMs = 0; ; waitedMs += 20) {
      const match = pattern.exec(this.output);
      if (match) return match;
      if (waitedMs > patienceMs) throw new Error(`npm start did not show ${pattern}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  press(keys: string): void {
    this.#terminal.write(keys);
  }

  /** Closes the terminal, upon which the kernel tells everybody at it. Waits for the last of them, which is not npm. */
  async hangUp(): Promise<void> {
    this.#isHungUp = true;
    (this.#terminal as IPty & { destroy(): void }).destroy();
    for (let waitedMs = 0; isSessionAlive(this.#terminal.pid); waitedMs += 20) {
      if (waitedMs > patienceMs) throw new Error("npm start outlives its terminal");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends a signal to npm alone. */
  kill(signal: NodeJS.Signals): void {
    process.kill(this.#terminal.pid, signal);
  }
}

/** Whether any process belongs to a session: field 6 of proc_pid_stat(5). */
function isSessionAlive(session: number): boolean {
  return readdirSync("/proc").some((entry) => {
    try {
      const stat = readFileSync(`/proc/${Number(entry)}/stat`, "utf8");
      const [state, , , owner] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(owner) === session && state !== "Z";
    } catch {
      return false;
    }
  });
}
