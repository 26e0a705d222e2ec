import { readText } from "../../sys/text-files.ts";
import { because } from "../cause.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import type { RuntimeEnd } from "../init/channel.ts";
import { mapIds } from "../init/map-ids.ts";
import { namespaceFlags } from "../init/plan-linux-namespaces.ts";
import { setOomScoreAdj } from "../process/oom-score.ts";
import { setRlimits } from "../process/rlimits.ts";
import { saveRecord } from "../state/container-folder.ts";
import { ociState } from "../state/oci-state.ts";
import { parseProcessStart } from "../state/process-start.ts";
import { cgroupOwner } from "./cgroup-owner.ts";
import type { Creation } from "./creation.ts";
import { giveNetDevices } from "./give-net-devices.ts";
import { handListener } from "./hand-listener.ts";

/**
 * The runtime's side of the making of init: gives it its place from outside, and answers what it says until it
 * waits for `start`. Throws what went wrong in init.
 */
export function accompanyInit(creation: Creation, channel: RuntimeEnd, bornPid: number | undefined): void {
  const { config, record, cgroup, options } = creation;
  const pid = bornPid ?? awaitBirth(creation, channel);
  record.pid = pid;
  place(creation, pid);
  giveNetDevices(creation, pid);
  channel.proceed();
  because("/linux/resources", () => cgroup?.limit(config.linux?.resources));
  for (;;) {
    const message = receive(channel);
    if (message.is === "mounted") {
      // The older hook comes when all is made, and is told so (as in crun); the newer one while it is being made.
      runHooks("prestart", config.hooks?.prestart, ociState(record, "created"));
      runHooks("createRuntime", config.hooks?.createRuntime, ociState(record, "creating"));
      channel.proceed();
    } else if (message.is === "ready") {
      because("/process/rlimits", () => setRlimits(pid, config.process?.rlimits));
      record.startTime = parseProcessStart(readText(`/proc/${pid}/stat`)).startTime;
      saveRecord(options.stateRoot, record);
      channel.proceed();
    } else if (message.is === "listening") {
      handListener(message.descriptor, { config, record, pid, status: "creating" });
      channel.proceed();
    } else if (message.is === "created") return;
    else
      throw new Error(`Cannot create the container: init said ${message.is}, which was not to be expected`);
  }
}

/** Helps the forerunner until it has made init. Result: init's pid. */
function awaitBirth({ config }: Creation, channel: RuntimeEnd): number {
  channel.proceed();
  for (;;) {
    const message = receive(channel);
    if (message.is === "born") return message.pid;
    if (message.is !== "unmapped")
      throw new Error(`Cannot create the container: a forerunner said ${message.is}`);
    mapIds(message.pid, config.linux ?? {});
    channel.proceed();
  }
}

function place({ config, plan, cgroup, cgroupDescriptor }: Creation, pid: number): void {
  const isMappedBefore = plan.needsForerunner && plan.makesTime;
  if (plan.bornWith & namespaceFlags.user && !isMappedBefore) mapIds(pid, config.linux ?? {});
  if (cgroupDescriptor === undefined) because("/linux/cgroupsPath", () => cgroup?.adopt(pid));
  const owner = cgroupOwner(config);
  if (owner !== undefined) because("/linux/namespaces", () => cgroup?.giveTo(owner));
  // It has it from its forerunner then, which has hidden it.
  if (!plan.joins.some(({ type }) => type === "user")) setOomScoreAdj(pid, config.process?.oomScoreAdj);
}

function receive(channel: RuntimeEnd) {
  const message = channel.receive();
  if (!message)
    throw new Error(
      "Cannot create the container: its init process was killed (out of memory, or by someone)",
    );
  if (message.is === "failed") throw new Error(message.message);
  return message;
}
