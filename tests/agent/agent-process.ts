import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect as connectSocket, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { AgentClient } from "../../lab-server/session/agent-client.ts";
import { connectAgent } from "../../lab-server/session/connect-agent.ts";
import { buildNative } from "../../lab-server/setup/native.ts";

/** A host's side of one connection to an agent. */
export interface AgentConnection {
  client: AgentClient;
  socket: Socket;
}

/** What the image's start files do, as far as the agent minds. */
const startFile = `
PS1='ready> '
bind 'set enable-bracketed-paste off'
[ -n "$CLOISON_WARM" ] && { unset CLOISON_WARM; IFS= read -rs; }
`;

/** The agent for the tests of one file; it ends after the last of them. */
export async function startAgent(): Promise<AgentProcess> {
  const agent = await AgentProcess.start();
  after(() => agent.stop());
  return agent;
}

/**
 * The real agent, started on this machine with a unix socket for its port, in a mount namespace of its own where /root
 * is a folder of the test.
 */
export class AgentProcess {
  readonly process: ChildProcess;
  /** Seen as /root by the agent. */
  readonly home: string;
  readonly #folder: string;
  readonly #socketPath: string;

  static async start(): Promise<AgentProcess> {
    const binary = await buildNative("lab-server/agent/main.ts", "cloison-agent", () => {});
    const folder = await mkdtemp(join(tmpdir(), "cloison-agent-"));
    const home = join(folder, "root");
    await mkdir(home);
    await writeFile(join(home, ".bash_profile"), startFile);
    const inside = 'mount --bind "$1" /root && exec "$2" --socket "$3"';
    const socketPath = join(folder, "agent.sock");
    const userFlags = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
    const child = spawn(
      "unshare",
      [...userFlags, "--mount", "sh", "-c", inside, "sh", home, binary, socketPath],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    const agent = new AgentProcess(child, { home, folder, socketPath });
    for (let tries = 0; !existsSync(socketPath); tries++) {
      if (tries > 500 || child.exitCode !== null) {
        await agent.stop();
        throw new Error("The agent has not opened its socket");
      }
      await delay(10);
    }
    return agent;
  }

  private constructor(process: ChildProcess, paths: { home: string; folder: string; socketPath: string }) {
    this.process = process;
    this.home = paths.home;
    this.#folder = paths.folder;
    this.#socketPath = paths.socketPath;
  }

  /** A raw stream to the agent. Its socket has a name a moment before it listens. */
  async openSocket(): Promise<Socket> {
    for (let tries = 0; ; tries++) {
      const socket = connectSocket(this.#socketPath);
      try {
        await once(socket, "connect");
        return socket;
      } catch (error) {
        if (tries > 500 || (error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
        await delay(10);
      }
    }
  }

  async connect(): Promise<AgentConnection> {
    const socket = await this.openSocket();
    return { client: connectAgent(socket).client, socket };
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill("SIGKILL");
      await once(this.process, "exit");
    }
    // The shells that have lost their terminal may still be writing their history.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
