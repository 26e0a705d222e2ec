import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const patienceMs = 120_000;

/** The server as `npm start` runs it, in a process of its own. */
export class ServerProcess {
  readonly child: ChildProcess;
  /** What it printed. */
  output = "";

  constructor(environment: Record<string, string>) {
    this.child = spawn(process.execPath, ["lab-server/main.ts"], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (data: Buffer) => {
        this.output += data;
      });
  }

  /** Its address, once it answers. */
  async url(): Promise<string> {
    const deadlineMs = performance.now() + patienceMs;
    for (;;) {
      const url = /is ready: (http:\S+)/.exec(this.output)?.[1];
      if (url) return url;
      if (this.child.exitCode !== null || performance.now() > deadlineMs)
        throw new Error(`The server did not start:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }> {
    const startMs = performance.now();
    if (this.child.exitCode !== null || this.child.signalCode !== null)
      return { code: this.child.exitCode, ms: 0 };
    this.child.kill(signal);
    const [code] = (await once(this.child, "exit")) as [number | null];
    return { code, ms: performance.now() - startMs };
  }
}
