import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const startMs = 60_000;
const stopMs = 20_000;

/** A real lab server of its own: its port, its state, its machines. It can be killed and started again. */
export class LabProcess {
  readonly port: number;
  readonly #state: string;
  #child: ChildProcess | null = null;
  #output = "";

  private constructor(port: number) {
    this.port = port;
    this.#state = mkdtempSync(join(tmpdir(), "cloison-e2e-state-"));
    // The machines run as a user of their own and must be able to pass.
    chmodSync(this.#state, 0o755);
  }

  /** Starts a server on a free port and waits until it answers. */
  static async launch(): Promise<LabProcess> {
    const lab = new LabProcess(await freePort());
    await lab.start();
    return lab;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts it on the same port, with the state that the one before it left. */
  async start(): Promise<void> {
    this.#output = "";
    const child = spawn(process.execPath, ["lab-server/main.ts"], {
      env: {
        ...process.env,
        CLOISON_PORT: String(this.port),
        CLOISON_STATE: this.#state,
        CLOISON_FREEZE_SECONDS: "5",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        this.#output = (this.#output + data).slice(-20_000);
      });
    const deadlineMs = Date.now() + startMs;
    while (Date.now() < deadlineMs) {
      if (child.exitCode !== null) break;
      const answers = await fetch(`${this.origin}/healthz`).then(
        (response) => response.ok,
        () => false,
      );
      if (answers) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.kill();
    throw new Error(`Cannot start the lab server on port ${this.port}. It said:\n${this.#output}`);
  }

  /** Ends it without a chance to tidy up; its machines go on. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it and its machines, and removes its state. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    rmSync(this.#state, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await exited;
    clearTimeout(late);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}
