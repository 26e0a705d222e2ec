import { removeDirectory } from "../../sys/files.ts";
import { poll } from "../../sys/poll.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readText, writeKernelFile } from "../../sys/text-files.ts";
import { because } from "../cause.ts";
import type { Resources } from "../config/config.ts";
import type { Cgroup, LimitOptions } from "./cgroup.ts";
import { checkMemoryUse } from "./check-memory-use.ts";
import { controllersOf, enableControllers } from "./enable-controllers.ts";
import { giveGroup } from "./group-owner.ts";
import { limitDevices } from "./limit-devices.ts";
import { planLimits } from "./limits/plan-limits.ts";
import { makeGroupFolder } from "./make-group-folder.ts";
import { openGroup } from "./open-group.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";
import { refuseUsedGroup } from "./refuse-used-group.ts";
import { writeLimits } from "./write-limits.ts";

/** A cgroup that is a folder which we make, fill and remove. */
export class FileCgroup implements Cgroup {
  readonly folder: string;
  protected readonly place: CgroupPlace;
  /** A user without rights asked for no limits, and gets no group. */
  isLacking = false;
  #isNew = false;

  constructor(place: CgroupPlace) {
    this.folder = place.folder;
    this.place = place;
  }

  make(resources: Resources | undefined): number | undefined {
    return because("/linux/cgroupsPath", () => {
      try {
        this.#isNew = makeGroupFolder(this.folder);
      } catch (error) {
        if (!this.#mayLack(error, resources)) throw cannotMake(this.folder, error);
        this.isLacking = true;
        return undefined;
      }
      try {
        if (!this.#isNew) refuseUsedGroup(this.folder);
        if (!enableControllers(this.place.mount, this.folder)) this.#joinThreads();
        return openGroup(this.folder);
      } catch (error) {
        if (this.#isNew) removeDirectory(this.folder);
        throw error;
      }
    });
  }

  adopt(pid: number): void {
    if (this.isLacking) return;
    because("/linux/cgroupsPath", () => moveInto(this.folder, pid));
  }

  limit(resources: Resources | undefined, options: LimitOptions = {}): void {
    if (this.isLacking) return;
    this.checkUse(resources ?? {});
    writeLimits(this.place, planLimits(resources ?? {}));
    if (options.keepDevices) return;
    // An ordinary user may load no program, and can open no device that is not his own either.
    limitDevices(this.folder, resources?.devices, { isNew: this.#isNew, mayLack: this.place.isRootless });
  }

  giveTo(uid: number): void {
    if (!this.isLacking) giveGroup(this.folder, uid);
  }

  protected checkUse({ memory }: Resources): void {
    if (memory) checkMemoryUse(this.folder, memory);
  }

  #mayLack(error: unknown, resources: Resources | undefined): boolean {
    const { isRootless, isAsked } = this.place;
    const isDenied = SystemError.is(error, "EACCES", "EPERM", "EROFS");
    return isDenied && isRootless && !isAsked && planLimits(resources ?? {}).length === 0;
  }

  /**
   * Below a threaded group there are threaded ones only; one that is new there takes nobody in before it is told so.
   * It can have no limits on memory or devices' bandwidth, which whoever sets them is told.
   */
  #joinThreads(): void {
    const type = `${this.folder}/cgroup.type`;
    if (controllersOf(this.folder).includes("memory") || readText(type) !== "domain invalid\n") return;
    writeKernelFile(type, "threaded");
  }
}

function cannotMake(folder: string, error: unknown): Error {
  const remedy = SystemError.is(error, "EACCES", "EPERM")
    ? "; rootless needs no limits + no cgrouppath when no permission is granted for cgroups: have systemd delegate a group to this user, or leave limits and linux.cgroupsPath out"
    : SystemError.is(error, "EAGAIN")
      ? "; a group above it allows no more (cgroup.max.descendants)"
      : "";
  return new Error(`Cannot make the cgroup ${folder}: ${error}${remedy}`, { cause: error });
}

/** Moves a process. One that is being born refuses for a moment. */
function moveInto(folder: string, pid: number): void {
  for (let tries = 0; ; tries++) {
    try {
      writeKernelFile(`${folder}/cgroup.procs`, String(pid));
      return;
    } catch (error) {
      if (SystemError.is(error, "EINVAL") && tries < 5) {
        poll([], { timeoutMs: 10 });
        continue;
      }
      throw new Error(`Cannot move process ${pid} into the cgroup ${folder}: ${error}`, { cause: error });
    }
  }
}
