import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import { close, OpenFlag, open, pipe, writeAll } from "../../sys/files.ts";
import { enterLinuxNamespace } from "../../sys/linux-namespaces.ts";
import { fork, killGroup, startSession } from "../../sys/processes.ts";
import { timers } from "../../sys/timers.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { callError } from "./errors.ts";
import { OutputCollector } from "./output-collector.ts";
import { type FileContents, readFile } from "./read-file.ts";
import type { SpawnContext } from "./spawn.ts";

export interface ReadInside {
  path: string;
  maxBytes: number;
  pid: number;
  /** Kinds as in /proc/<pid>/ns. */
  linuxNamespaces: readonly string[];
  /** Told the child's pid before it can cause an event. */
  onFork: (pid: number) => void;
}

const timeoutMs = 5000;
/** The first byte of a child's answer; after it come the bytes of the file, or code and message of an error. */
const Answer = { whole: 0, truncated: 1, failed: 2 } as const;
const messageBytes = 4096;

/**
 * Reads a file as a process's Linux namespaces show it. A child enters them and reads, since the agent must stay
 * where it is, and since a file system mounted in there may never answer: then only the child is lost.
 */
export async function readFileInside(request: ReadInside, context: SpawnContext): Promise<FileContents> {
  const [readEnd, writeEnd] = pipe("read");
  const answer = new AsyncDescriptor(context.loop, readEnd);
  let isLate = false;
  try {
    let pid: number;
    try {
      pid = fork(() => answerFromInside(request, writeEnd));
      request.onFork(pid);
    } finally {
      close(writeEnd);
    }
    const ended = context.children.ended(pid);
    const timer = timers.setTimeout(() => {
      isLate = true;
      killGroup(pid);
    }, timeoutMs);
    const collector = new OutputCollector(1 + Math.max(request.maxBytes, messageBytes));
    const buffer = new Uint8Array(64 * 1024);
    for (let count = answer.read(buffer); count !== 0; count = answer.read(buffer)) {
      if (count === undefined) await answer.readable();
      else collector.append(buffer.subarray(0, count));
    }
    timers.clearTimeout(timer);
    await ended;
    if (isLate) {
      const message = `Cannot read ${request.path} inside process ${request.pid}: no answer within ${timeoutMs} ms`;
      throw new TtrpcError(StatusCode.DEADLINE_EXCEEDED, message);
    }
    return parseAnswer(collector.concat(), request.path);
  } finally {
    answer.close();
  }
}

function answerFromInside({ path, maxBytes, pid, linuxNamespaces }: ReadInside, answerEnd: number): void {
  // A group of its own, which can be killed.
  startSession();
  try {
    // All are opened before the first is entered: from inside, /proc may be another.
    const entrances = linuxNamespaces.map((kind) => open(`/proc/${pid}/ns/${kind}`, OpenFlag.readOnly));
    for (const entrance of entrances) enterLinuxNamespace(entrance);
    const { data, truncated } = readFile(path, maxBytes);
    writeAll(answerEnd, new Uint8Array([truncated ? Answer.truncated : Answer.whole]));
    writeAll(answerEnd, data);
  } catch (thrown) {
    const { code, message } = callError(`Cannot read ${path} inside process ${pid}`, thrown);
    const text = new TextEncoder().encode(message.slice(0, messageBytes / 4));
    writeAll(answerEnd, new Uint8Array([Answer.failed, code]));
    writeAll(answerEnd, text);
  }
}

function parseAnswer(answer: Uint8Array, path: string): FileContents {
  const [kind, code] = answer;
  const rest = answer.subarray(1);
  if (kind === Answer.whole || kind === Answer.truncated)
    return { data: rest, truncated: kind === Answer.truncated };
  if (kind !== Answer.failed || code === undefined)
    throw new TtrpcError(StatusCode.UNAVAILABLE, `Cannot read ${path}: the reading process was killed`);
  throw new TtrpcError(code as StatusCode, new TextDecoder().decode(rest.subarray(1)));
}
