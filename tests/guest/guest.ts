import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { AgentClient } from "../../lab-server/session/agent-client.ts";
import type { Machines } from "../../lab-server/vm/machines.ts";
import type { MachineSpec } from "../../labs/machine.ts";
import { agentOf } from "../vm/agent-of.ts";

/** How a command ended. */
export interface Ended {
  /** 128 + signal when killed. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  /** At most two minutes, which it is unless said. */
  timeoutMs?: number;
  stdin?: string;
}

export interface JobOptions {
  timeoutMs: number;
  /** How long it may print nothing. */
  quietLimitMs?: number;
  /** Gets what the job has printed since the last time, about once a second. */
  onOutput?: (text: string) => void;
}

/** How a job ended: what it printed, and whether in its time. */
export interface JobEnded {
  exitCode: number;
  /** Standard output and error. */
  output: string;
  isLate: boolean;
}

const defaultTimeoutMs = 120_000;
const callSlackMs = 10_000;
const pushedAtOnceBytes = 512 * 1024;
const pollMs = 500;
const unpackLimitMs = 600_000;
/** A job that was killed gets this to be gone. */
const killGraceMs = 30_000;

/** A clone with an identity of its own, as tests use it. Disposing of it drops the machine. */
export class Guest {
  readonly id: string;
  readonly client: AgentClient;
  readonly #dispose: () => Promise<void>;
  #jobs = 0;

  static async place(machines: Machines, spec: MachineSpec): Promise<Guest> {
    const id = await machines.place(spec);
    try {
      const agent = await agentOf(machines, id);
      const dispose = async () => {
        await agent[Symbol.asyncDispose]();
        await machines.drop(id);
      };
      const identity = { hostname: "guest", machineId: randomBytes(16).toString("hex") };
      const rest = { unixTimeMs: BigInt(Date.now()), entropy: randomBytes(64) };
      await agent.client.setIdentity({ ...identity, ...rest }, { timeoutMs: defaultTimeoutMs });
      return new Guest(id, { client: agent.client, dispose });
    } catch (error) {
      await machines.drop(id);
      throw error;
    }
  }

  private constructor(id: string, parts: { client: AgentClient; dispose: () => Promise<void> }) {
    this.id = id;
    this.client = parts.client;
    this.#dispose = parts.dispose;
  }

  /** Runs a shell command to its end, whatever that is. Throws only when it does not end in time. */
  async try(command: string, options: CommandOptions = {}): Promise<Ended> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const { exitCode, stdout, stderr } = await this.client.runCommand(
      {
        argv: ["sh", "-c", command],
        stdin: Buffer.from(options.stdin ?? ""),
        timeoutMs,
        environment: {},
      },
      { timeoutMs: timeoutMs + callSlackMs },
    );
    return { exitCode, stdout: Buffer.from(stdout).toString(), stderr: Buffer.from(stderr).toString() };
  }

  /** Runs a shell command and returns what it printed, trimmed. Throws with its words when it fails. */
  async run(command: string, options?: CommandOptions): Promise<string> {
    const { exitCode, stdout, stderr } = await this.try(command, options);
    if (exitCode !== 0)
      throw new Error(`${command} ended with ${exitCode}: ${stderr.trim() || stdout.trim()}`);
    return stdout.trim();
  }

  /** Writes a file into the machine. */
  async write(path: string, text: string, mode = 0o644): Promise<void> {
    await this.client.writeFile({ path, data: Buffer.from(text), mode }, { timeoutMs: defaultTimeoutMs });
  }

  /** Copies a file of the host into the machine, compressed on its way. */
  async push(hostPath: string, path: string, mode = 0o755): Promise<void> {
    await this.#send(gzipSync(await readFile(hostPath)), `${path}.gz`);
    await this.run(`gunzip -f '${path}.gz' && chmod ${mode.toString(8)} '${path}'`);
  }

  /** Unpacks a tar file of the host, compressed by xz, over the machine. What is there already stays as it is. */
  async unpack(hostPath: string): Promise<void> {
    await this.#send(await readFile(hostPath), "/var/tmp/pushed");
    const command = "xz -dc /var/tmp/pushed | tar -C / -x --skip-old-files && rm /var/tmp/pushed";
    const { exitCode, output } = await this.job(command, { timeoutMs: unpackLimitMs });
    if (exitCode !== 0) throw new Error(`Cannot unpack ${hostPath} in the machine: ${output}`);
  }

  async #send(data: Buffer, path: string): Promise<void> {
    for (let done = 0; done < data.length; done += pushedAtOnceBytes) {
      const argv = ["sh", "-c", `cat ${done === 0 ? ">" : ">>"} "$1"`, "sh", path];
      const stdin = data.subarray(done, done + pushedAtOnceBytes);
      const request = { argv, stdin, timeoutMs: defaultTimeoutMs, environment: {} };
      const { exitCode, stderr } = await this.client.runCommand(request, { timeoutMs: defaultTimeoutMs * 2 });
      if (exitCode !== 0) throw new Error(`Cannot write ${path} in the machine: ${Buffer.from(stderr)}`);
    }
  }

  /**
   * Runs a shell command that may take longer than one call to the agent, as a unit of its own. What is left of
   * it when it ends or its time is over is killed.
   */
  async job(
    command: string,
    { timeoutMs, quietLimitMs = timeoutMs, onOutput }: JobOptions,
  ): Promise<JobEnded> {
    this.#jobs++;
    const unit = `test-job-${this.#jobs}.service`;
    const base = `/run/${unit}`;
    await this.write(`${base}.sh`, `(\n${command}\n)\necho $? > ${base}.status\n`);
    const log = `--property=StandardOutput=append:${base}.log --property=StandardError=append:${base}.log`;
    await this.run(`systemd-run --quiet --collect --unit=${unit} ${log} -- sh ${base}.sh`);
    let output = "";
    let readBytes = 0;
    let heardMs = performance.now();
    const decoder = new TextDecoder();
    const readOn = async () => {
      const more = await this.#readFrom(`${base}.log`, readBytes);
      if (more.length === 0) return;
      readBytes += more.length;
      heardMs = performance.now();
      const text = decoder.decode(more, { stream: true });
      output += text;
      onOutput?.(text);
    };
    const endMs = performance.now() + timeoutMs;
    const isOver = () => performance.now() > Math.min(endMs, heardMs + quietLimitMs);
    let status = "";
    while (status === "" && !isOver()) {
      await sleep(pollMs);
      await readOn();
      status = await this.run(`cat ${base}.status 2>/dev/null || true`);
    }
    const isLate = status === "";
    await this.try(
      `systemctl stop ${unit} 2>/dev/null || systemctl kill --signal=KILL ${unit} 2>/dev/null; systemctl reset-failed 2>/dev/null`,
      { timeoutMs: killGraceMs },
    );
    await readOn();
    await this.run(`rm -f ${base}.sh ${base}.log ${base}.status`);
    return { exitCode: isLate ? 124 : Number(status), output, isLate };
  }

  /** At most what one answer of the agent holds; the next call gets more. */
  async #readFrom(path: string, offset: number): Promise<Uint8Array> {
    const argv = ["tail", "-c", `+${offset + 1}`, path];
    const request = { argv, stdin: new Uint8Array(), timeoutMs: defaultTimeoutMs, environment: {} };
    return (await this.client.runCommand(request, { timeoutMs: defaultTimeoutMs + callSlackMs })).stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispose();
  }
}
