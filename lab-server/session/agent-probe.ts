import type {
  DirectoryEntry,
  EnterableLinuxNamespace,
  Inside,
  Probe,
  ProcessSnapshot,
} from "../../labs/probe/probe.ts";
import { ProbeError } from "../../labs/probe/probe.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import type { DirectoryEntry as AgentDirectoryEntry } from "../agent/generated/agent.ts";
import type { AgentClient } from "./agent-client.ts";

const callMs = 5000;

const entryTypes: ReadonlySet<string> = new Set<DirectoryEntry["type"]>([
  "file",
  "directory",
  "link",
  "fifo",
  "socket",
  "character",
  "block",
  "unknown",
]);

/** The eyes of the checks: a machine seen through its agent. `client` is asked for each call. */
export class AgentProbe implements Probe {
  readonly #client: () => Promise<AgentClient>;

  constructor(client: () => Promise<AgentClient>) {
    this.#client = client;
  }

  readFile(path: string): Promise<string> {
    return this.#read(path, 0, []);
  }

  readFileIn(path: string, inside: Inside): Promise<string> {
    return this.#read(path, inside.pid, inside.linuxNamespaces);
  }

  async #read(
    path: string,
    pid: number,
    linuxNamespaces: readonly EnterableLinuxNamespace[],
  ): Promise<string> {
    const { data } = await this.#ask(path, (client) =>
      client.readFile(
        { path, maxBytes: 0, pid, linuxNamespaces: [...linuxNamespaces] },
        { timeoutMs: callMs },
      ),
    );
    return new TextDecoder().decode(data);
  }

  async listDirectory(path: string): Promise<DirectoryEntry[]> {
    const { entries } = await this.#ask(path, (client) =>
      client.listDirectory({ path }, { timeoutMs: callMs }),
    );
    return entries.map(toEntry);
  }

  async listProcesses(): Promise<ProcessSnapshot[]> {
    const { processes } = await this.#ask("/proc", (client) =>
      client.listProcesses({}, { timeoutMs: callMs }),
    );
    return processes;
  }

  async #ask<T>(path: string, call: (client: AgentClient) => Promise<T>): Promise<T> {
    try {
      return await call(await this.#client());
    } catch (cause) {
      const isMissing = cause instanceof TtrpcError && cause.code === StatusCode.NOT_FOUND;
      throw new ProbeError(isMissing ? "missing" : "failed", path, { cause });
    }
  }
}

function toEntry({ name, type }: AgentDirectoryEntry): DirectoryEntry {
  return { name, type: entryTypes.has(type) ? (type as DirectoryEntry["type"]) : "unknown" };
}
