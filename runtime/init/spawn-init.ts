import { attempt, perform } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { OpenFlag, open } from "../../sys/files.ts";
import { enterLinuxNamespace, LinuxNamespace, unshare } from "../../sys/linux-namespaces.ts";
import { exit, fork } from "../../sys/processes.ts";
import { SystemError } from "../../sys/system-error.ts";
import { writeKernelFile } from "../../sys/text-files.ts";
import { because } from "../cause.ts";
import { describeError } from "../cli/describe-error.ts";
import type { Config, Linux } from "../config/config.ts";
import { setOomScoreAdj } from "../process/oom-score.ts";
import type { InitEnd } from "./channel.ts";
import { hideFromContainer } from "./hide-from-container.ts";
import { type NamespacePlan, namespaceFlags } from "./plan-linux-namespaces.ts";

/** How init comes into being. */
export interface Birth {
  plan: NamespacePlan;
  /** Descriptors of the namespaces to join, in the order of the plan's joins. */
  namespaces: readonly number[];
  config: Config;
  /** The cgroup's folder, where init can be born inside. */
  cgroup: number | undefined;
  channel: InitEnd;
}

/** Opens the namespaces to join, so that a path means what it means to the runtime. */
export function openNamespaces(plan: NamespacePlan): number[] {
  return plan.joins.map(({ type, path, index }) =>
    because(`/linux/namespaces/${index}`, () => {
      try {
        return open(path, OpenFlag.readOnly);
      } catch (cause) {
        throw new Error(`Cannot join the ${type} namespace at ${path}`, { cause });
      }
    }),
  );
}

/**
 * Makes the process that runs `init`, in the namespaces that it is born with. Result: its pid; undefined when a
 * forerunner makes it, which tells the pid through the channel.
 */
export function spawnInit(birth: Birth, init: () => void): number | undefined {
  const { plan, cgroup } = birth;
  if (!plan.needsForerunner)
    return because("/linux/namespaces", () =>
      fork(reporting(birth.channel, init), { flags: plan.bornWith, cgroup }),
    );
  fork(
    reporting(birth.channel, () => forerun(birth, init)),
    { cgroup },
  );
  return undefined;
}

/** What a child throws its parent is told; there is nobody else to tell. */
export function reporting(channel: InitEnd, work: () => void): () => void {
  return () => {
    try {
      // What made the parent bear it is not why it acts.
      because(undefined, work);
    } catch (error) {
      channel.fail(describeError(error));
      exit(1);
    }
  };
}

/** What the forerunner does until init is there. */
export function forerun(birth: Birth, init: () => void): void {
  const { plan, namespaces, channel, config } = birth;
  channel.awaitProceed();
  let bornWith = plan.bornWith;
  // What belongs to the host must be joined before a user namespace takes the right to; what belongs to that user
  // namespace, after.
  const rest = joinAll(
    birth,
    plan.joins.map((_, index) => index).filter((index) => plan.joins[index]?.type !== "user"),
  );
  const user = plan.joins.findIndex(({ type }) => type === "user");
  if (user >= 0) {
    // Hidden, it is nobody's but root's to change.
    setOomScoreAdj("self", config.process?.oomScoreAdj);
    hideFromContainer();
  }
  if (user >= 0) enterLinuxNamespace(namespaces[user] as number, LinuxNamespace.user);
  else if (plan.makesUser && plan.makesTime) {
    unshare(namespaceFlags.user);
    channel.send({ is: "unmapped", pid: perform("getpid") });
    channel.awaitProceed();
    bornWith &= ~namespaceFlags.user;
  }
  if (user >= 0 || (bornWith & namespaceFlags.user) === 0) becomeMappedRoot();
  const refused = joinAll(birth, rest);
  const first = refused[0];
  if (first !== undefined) enterLinuxNamespace(namespaces[first] as number);
  if (plan.makesTime) {
    unshare(namespaceFlags.time);
    because("/linux/timeOffsets", () => setTimeOffsets(config.linux?.timeOffsets ?? {}));
  }
  const child = fork(reporting(channel, init), { flags: bornWith, isSibling: true });
  channel.send({ is: "born", pid: child });
}

/** Joins those namespaces that it may. Result: the others. */
function joinAll({ plan, namespaces }: Birth, indexes: readonly number[]): number[] {
  return indexes.filter((index) => {
    const join = plan.joins[index];
    // A mount namespace last, by init itself: it changes what paths mean.
    if (!join || join.type === "mount") return false;
    return because(`/linux/namespaces/${join.index}`, () => {
      const result = attempt("setns", namespaces[index], namespaceFlags[join.type]);
      if (result < 0 && result !== -Errno.EPERM) throw new SystemError("setns", -result);
      return result < 0;
    });
  });
}

/** In a user namespace whose maps are there, user and group 0 are what the container calls root. */
export function becomeMappedRoot(): void {
  // Maps without a root are possible, and then the ids stay what they are; without privileges the groups do.
  attempt("setresgid", 0, 0, 0);
  attempt("setresuid", 0, 0, 0);
  attempt("setgroups", 0, null);
}

function setTimeOffsets(offsets: NonNullable<Linux["timeOffsets"]>): void {
  const lines = Object.entries(offsets).map(
    ([clock, { secs = 0, nanosecs = 0 }]) => `${clock} ${secs} ${nanosecs}\n`,
  );
  if (lines.length > 0) writeKernelFile("/proc/self/timens_offsets", lines.join(""));
}
