import { perform } from "../../sys/door.ts";
import { close } from "../../sys/files.ts";
import { execute, fork, waitFor } from "../../sys/processes.ts";
import { receiveMessage, sendMessage, socketPair } from "../../sys/unix-messages.ts";
import { environment } from "../cli/environment.ts";
import { log } from "../cli/log.ts";
import { encodeMessage, type Message } from "./encode-message.ts";
import { MessageFields } from "./message-fields.ts";
import { notifyAnswer, RequestType } from "./requests.ts";

const mostAnswerBytes = 40_960;
const setDescriptorFlags = 2; // F_SETFD

/** Something that criu tells on the way, and waits until it has been dealt with. */
export interface CriuEvent {
  /** The name of the moment, as "post-restore". */
  moment: string;
  pid: number | undefined;
  descriptors: readonly number[];
}

export interface CriuTalk {
  /** See findCriu. */
  path: string;
  onEvent?: (event: CriuEvent) => void;
  /** A descriptor of the cgroup in which criu, and with it what it restores, is born. */
  cgroup?: number | undefined;
  /** Called with criu's pid before it is asked anything. */
  onBorn?: (pid: number) => void;
  /** Descriptors that criu keeps under their numbers. */
  inherited?: readonly number[];
}

/**
 * Starts criu, asks it one thing by its protocol (criu.org, "RPC") over a socket of its own, and waits for its end.
 * Throws when it cannot be started or does not succeed; its log says more.
 */
export function talkToCriu(request: Message, talk: CriuTalk): void {
  const [ours, theirs] = socketPair();
  const pid = fork(
    () => {
      for (const descriptor of [theirs, ...(talk.inherited ?? [])])
        perform("fcntl", descriptor, setDescriptorFlags, 0);
      execute(talk.path, { argv: ["criu", "swrk", String(theirs)], environment: environment() });
    },
    { cgroup: talk.cgroup },
  );
  // Only criu has it open now, so that its end is noticed.
  close(theirs);
  try {
    talk.onBorn?.(pid);
    sendMessage(ours, encodeMessage(request));
    while (answerIsEvent(ours, talk)) sendMessage(ours, encodeMessage(notifyAnswer));
  } finally {
    close(ours);
    const code = waitFor(pid);
    if (code !== 0) log.debug(() => `criu ended with ${code}`);
  }
}

/** Takes in one answer. false: it was the last. */
function answerIsEvent(socket: number, { onEvent }: CriuTalk): boolean {
  const { bytes, descriptors } = receiveMessage(socket, mostAnswerBytes);
  if (bytes.byteLength === 0) throw new Error("criu ended without an answer");
  const answer = new MessageFields(bytes);
  if (answer.number(2) !== 1) {
    // Its own text is its first complaint, which is often not what it failed of; the log tells.
    throw new Error(`criu failed with error number ${answer.number(7) ?? "unknown"}`);
  }
  if (answer.number(1) !== RequestType.notify) return false;
  const event = answer.message(5);
  const moment = event?.text(1) ?? "";
  log.debug(() => `criu: ${moment}`);
  try {
    onEvent?.({ moment, pid: event?.number(2), descriptors });
  } finally {
    for (const descriptor of descriptors) close(descriptor);
  }
  return true;
}
