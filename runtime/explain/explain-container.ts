import { interpose } from "../../sys/door.ts";
import { currentCause } from "../cause.ts";
import { locate } from "../config/locate.ts";
import { accompanyInit } from "../create/accompany-init.ts";
import type { CreateOptions } from "../create/create-options.ts";
import type { Creation } from "../create/creation.ts";
import { prepareCreation } from "../create/prepare-creation.ts";
import { readConfig } from "../create/read-config.ts";
import { type InitEnd, openChannel, type RuntimeEnd } from "../init/channel.ts";
import { initContainer } from "../init/init-container.ts";
import { forerun, spawnInit } from "../init/spawn-init.ts";
import { startContainer } from "../start/start-container.ts";
import { claimFolder } from "../state/container-folder.ts";
import type { Caller, ExplainedCall, RecordedCall } from "./explained-call.ts";
import { formatCall } from "./format-call.ts";
import { ImaginedEnd, ImaginedKernel } from "./imagined-kernel.ts";
import { interleave } from "./interleave.ts";
import { stringsOfBlock } from "./strings-of-block.ts";

/**
 * The system calls that `create` and then `start` would make for a bundle, in order. It is their own code that runs,
 * before a kernel in the imagination: nothing is made, mounted or started.
 */
export function explainContainer(options: Omit<CreateOptions, "configText">): ExplainedCall[] {
  let text = "";
  const recorder = new Recorder();
  let creation: Creation | undefined;
  let channel: { runtime: RuntimeEnd; init: InitEnd } | undefined;
  const preparation = recorder.record("runtime", () => {
    text = readConfig(options.bundle);
    claimFolder(options.stateRoot, options.id);
    creation = prepareCreation({ ...options, configText: text });
    channel = openChannel();
  });
  if (!creation || !channel) throw new Error("The preparation ended early");
  const ends = channel;
  const container = creation;
  const birth = birthOf(container, ends.init);
  let pid: number | undefined;
  const spawning = recorder.record("runtime", () => {
    pid = spawnInit(birth, () => {});
  });
  // Init runs before the runtime's next steps, which answer what it says. The order is put right afterwards.
  const children = [
    ...(container.plan.needsForerunner ? recorder.record("forerunner", () => forerun(birth, () => {})) : []),
    ...recorder.record("init", () => initContainer(container, ends.init)),
  ];
  const answers = recorder.record("runtime", () => accompanyInit(container, ends.runtime, pid));
  recorder.stage = "start";
  const start = recorder.record("runtime", () => startContainer(options.id, options.stateRoot));
  const calls = [...preparation, ...spawning, ...interleave([...answers, ...start], children)];
  return calls.map((call) => finish(call, text));
}

function birthOf({ plan, namespaces, config, cgroupDescriptor }: Creation, channel: InitEnd) {
  return { plan, namespaces, config, cgroup: cgroupDescriptor, channel };
}

function finish({ handshake: _, ...call }: RecordedCall, text: string): ExplainedCall {
  const line = call.cause === undefined ? undefined : locate(text, call.cause);
  return { ...call, ...(line !== undefined && { line }) };
}

/** Runs code before one imagined kernel and writes down the calls that it makes. */
class Recorder {
  stage: RecordedCall["stage"] = "create";
  readonly #kernel = new ImaginedKernel();

  record(by: Caller, work: () => void): RecordedCall[] {
    const calls: RecordedCall[] = [];
    const kernel = this.#kernel;
    let { stage } = this;
    const root = kernel.enterProcess();
    interpose((call, words, proceed) => {
      const handshake = kernel.handshakeOf(call, words);
      if (by === "init" && handshake === "waits" && kernel.isStartFifo(words[0])) stage = "start";
      const cause = currentCause();
      const text = formatCall(call, words, {
        pathOf: (descriptor) => kernel.pathOf(descriptor),
        stringsOf: stringsOfBlock,
      });
      calls.push({
        stage,
        by,
        call,
        text,
        ...(cause !== undefined && { cause }),
        ...(handshake && { handshake }),
      });
      return kernel.answer(call, words, proceed);
    });
    try {
      work();
    } catch (error) {
      if (!(error instanceof ImaginedEnd)) throw error;
    } finally {
      interpose(undefined);
      kernel.leaveProcess(root);
    }
    return calls;
  }
}
