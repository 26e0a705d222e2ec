import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HostBundle, hostBundle } from "./host-bundle.ts";

const runMs = 10_000;

/** How one call of the runtime ended. */
export interface Outcome {
  /** null: by `signal`. */
  status: number | null;
  /** SIGKILL also where it took too long. */
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** What it wrote to --log. */
  log: string;
}

export interface RunOptions {
  environment?: Readonly<Record<string, string>>;
  /** Descriptors of this process that the runtime inherits as 3, 4, … */
  descriptors?: readonly number[];
  directory?: string;
}

/** A runtime with a bundle and a folder for its state that nobody else uses. */
export class Arena {
  /** For whatever else the test needs. */
  readonly folder = mkdtempSync(join(tmpdir(), "cloison-arena-"));
  readonly bundle: HostBundle;
  readonly state = this.makeFolder("state");
  /** The program that is called. */
  runtime: string;

  /** What to put before the runtime to call it. */
  prefix: readonly string[] = [];

  /** The bundle runs `args`. */
  constructor(runtime: string, ...args: string[]) {
    this.runtime = runtime;
    this.bundle = hostBundle(...args);
  }

  get rootfs(): string {
    return join(this.bundle.folder, "rootfs");
  }

  /** A new folder, in the arena's own. */
  makeFolder(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Calls the runtime. Its streams are files: what it leaves running keeps them, and a pipe would not end. */
  run(words: readonly string[], options: RunOptions = {}): Outcome {
    const path = (name: string) => join(this.folder, name);
    rmSync(path("log"), { force: true });
    const [output, error] = [openSync(path("stdout"), "w"), openSync(path("stderr"), "w")];
    try {
      const [program = "", ...rest] = [...this.prefix, this.runtime];
      const all = [...rest, "--root", this.state, "--log", path("log"), "--log-format", "json", ...words];
      const { status, signal } = spawnSync(program, all, {
        stdio: ["ignore", output, error, ...(options.descriptors ?? [])],
        env: { ...process.env, ...options.environment },
        cwd: options.directory,
        timeout: runMs,
        killSignal: "SIGKILL",
      });
      const text = (name: string) => (existsSync(path(name)) ? readFileSync(path(name), "utf8") : "");
      return { status, signal, stdout: text("stdout"), stderr: text("stderr"), log: text("log") };
    } finally {
      closeSync(output);
      closeSync(error);
    }
  }

  /** Ends the containers of these ids, and removes everything. */
  remove(...ids: string[]): void {
    for (const id of ids) this.run(["delete", "--force", id]);
    rmSync(this.folder, { recursive: true });
    this.bundle.remove();
  }
}
