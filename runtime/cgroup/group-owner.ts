import { changeOwner } from "../../sys/change-owner.ts";
import { readTextIfThere } from "../../sys/text-files.ts";

/** For kernels that do not say what makes a group somebody's own; see cgroups(7), "Cgroups delegation". */
const always = ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads"];

/** Gives a group to a user: its folder and the files by which it is divided, not those of its limits. */
export function giveGroup(folder: string, uid: number): void {
  const files = readTextIfThere("/sys/kernel/cgroup/delegate")?.split("\n").filter(Boolean) ?? always;
  for (const path of [folder, ...files.map((file) => `${folder}/${file}`)]) changeOwner(path, uid);
}
