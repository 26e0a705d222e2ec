import { AsyncDescriptor } from "../../sys/async-descriptor.ts";
import { close, pipe, writeAll } from "../../sys/files.ts";
import { fork, killGroup, startSession } from "../../sys/processes.ts";
import { timers } from "../../sys/timers.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";
import { callError } from "./errors.ts";
import type { EventSource } from "./event-source.ts";
import { OutputCollector } from "./output-collector.ts";
import type { SpawnContext } from "./spawn.ts";

/** Work that may never come to an end, because it looks at a file system of the student's. */
export interface Apart {
  /** What is done, as in "Cannot read /mnt/file". */
  action: string;
  /** Runs in the child. What it throws is thrown by {@link doApart}. */
  work: () => Uint8Array;
  /** More than this of its result is cut off. */
  mostBytes: number;
}

export interface ApartContext extends SpawnContext {
  events: EventSource;
}

const limitMs = 3000;
/** Children that wait for a file system are beyond the reach of SIGKILL until it answers or ends (fuse(4)). */
const mostChildren = 16;
let children = 0;

/** The first byte of a child's answer; after it comes the result, or code and message of an error. */
const Answer = { done: 0, failed: 1 } as const;
const messageBytes = 4096;

/**
 * Does work in a child, so that a file system that never answers holds up the child alone, and the caller only
 * for some seconds. The child counts as no event of the machine. Throws {@link TtrpcError}.
 */
export async function doApart(apart: Apart, context: ApartContext): Promise<Uint8Array> {
  if (children >= mostChildren) {
    const message = `${children} others wait already for file systems that do not answer`;
    throw new TtrpcError(StatusCode.RESOURCE_EXHAUSTED, `${apart.action}: ${message}`);
  }
  const [readEnd, writeEnd] = pipe("read");
  const answer = new AsyncDescriptor(context.loop, readEnd);
  let isLate = false;
  try {
    let pid: number;
    try {
      pid = fork(() => answerFromApart(apart, writeEnd));
    } finally {
      close(writeEnd);
    }
    context.events.ignore(pid);
    children += 1;
    void context.children.ended(pid).then(() => {
      children -= 1;
    });
    const timer = timers.setTimeout(() => {
      isLate = true;
      killGroup(pid);
      answer.wake();
    }, limitMs);
    const collector = new OutputCollector(1 + Math.max(apart.mostBytes, messageBytes));
    const buffer = new Uint8Array(64 * 1024);
    for (let count = answer.read(buffer); count !== 0 && !isLate; count = answer.read(buffer)) {
      if (count === undefined) await answer.readable();
      else collector.append(buffer.subarray(0, count));
    }
    timers.clearTimeout(timer);
    if (isLate)
      throw new TtrpcError(StatusCode.DEADLINE_EXCEEDED, `${apart.action}: no answer within ${limitMs} ms`);
    return parseAnswer(collector.concat(), apart.action);
  } finally {
    answer.close();
  }
}

function answerFromApart({ action, work }: Apart, answerEnd: number): void {
  // A group of its own, which can be killed.
  startSession();
  try {
    const result = work();
    writeAll(answerEnd, new Uint8Array([Answer.done]));
    writeAll(answerEnd, result);
  } catch (thrown) {
    const { code, message } = callError(action, thrown);
    const text = new TextEncoder().encode(message.slice(0, messageBytes / 4));
    writeAll(answerEnd, new Uint8Array([Answer.failed, code]));
    writeAll(answerEnd, text);
  }
}

function parseAnswer(answer: Uint8Array, action: string): Uint8Array {
  const [kind, code] = answer;
  if (kind === Answer.done) return answer.subarray(1);
  if (kind !== Answer.failed || code === undefined)
    throw new TtrpcError(StatusCode.UNAVAILABLE, `${action}: its process was killed`);
  throw new TtrpcError(code as StatusCode, new TextDecoder().decode(answer.subarray(2)));
}
