import { errnoName } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { writeKernelFile } from "../../sys/text-files.ts";
import { because } from "../cause.ts";
import { controllersOf } from "./enable-controllers.ts";
import { fieldOf, type LimitWrite } from "./limits/limit-write.ts";
import type { CgroupPlace } from "./plan-cgroup.ts";

/** Writes limits into a group's files. Throws an error that begins with the field of config.json. */
export function writeLimits(place: CgroupPlace, writes: readonly LimitWrite[]): void {
  for (const write of writes) because(write.pointer, () => writeLimit(place, write));
}

function writeLimit(place: CgroupPlace, write: LimitWrite): void {
  try {
    writeKernelFile(`${place.folder}/${write.file}`, write.value);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (SystemError.is(error, "ENOENT") && write.otherwise !== undefined) {
      if (write.otherwise) writeLimit(place, write.otherwise);
      return;
    }
    throw new Error(`${fieldOf(write.pointer)}: ${reasonOf(error, place, write)}`, { cause: error });
  }
}

function reasonOf(error: SystemError, place: CgroupPlace, { file, value }: LimitWrite): string {
  const { folder, mount } = place;
  const name = errnoName(error.errno);
  // cgroupfs has no file for a controller that is missing, and a user may make none.
  if (["ENOENT", "EACCES", "EPERM"].includes(name)) {
    const controller = file.slice(0, file.indexOf("."));
    if (controller !== "cgroup" && !controllersOf(folder).includes(controller))
      return `controller \`${controller}\` is not available under ${folder}; ${remedyFor(controller, place)}`;
    if (name === "ENOENT")
      return `cannot write ${file} of ${folder}: no such file or directory; this kernel has no such limit`;
  }
  return `the kernel refuses ${JSON.stringify(value)} for ${file} of ${folder} (${name})${hintFor(name, mount)}`;
}

function remedyFor(controller: string, { mount, isRootless }: CgroupPlace): string {
  if (!controllersOf(mount).includes(controller))
    return mount === "/sys/fs/cgroup"
      ? "this kernel does not have it"
      : "this host has bound it to cgroup v1, or its kernel does not have it; boot it with " +
          "systemd.unified_cgroup_hierarchy=1, or leave the limit out";
  if (isRootless)
    return `have it delegated to your user: Delegate=${controller} for user@.service of systemd`;
  return "a group above it has processes of its own, so it cannot hand controllers on; choose another linux.cgroupsPath";
}

function hintFor(name: string, mount: string): string {
  if (name === "EROFS") return `; ${mount} is mounted read-only`;
  if (name === "EINVAL" || name === "ERANGE") return "; it is out of range";
  return "";
}
