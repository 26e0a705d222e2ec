import type { Linux } from "../config.ts";
import { type Blame, below } from "../config-error.ts";
import { checkIdMappings } from "./check-id-mappings.ts";

/** config-linux.md, "Namespaces" and what needs one. */
export function checkNamespaces(linux: Linux, blame: Blame): void {
  const { namespaces = [] } = linux;
  for (const [index, { type }] of namespaces.entries())
    if (namespaces.findIndex((other) => other.type === type) < index)
      throw blame(["namespaces", index, "type"], `"${type}" is listed twice`);
  checkUser(linux, blame);
  checkTime(linux, blame);
  for (const property of ["maskedPaths", "readonlyPaths"] as const)
    if (linux[property]?.length && !namespaces.some(({ type }) => type === "mount"))
      throw blame([property], 'needs a "mount" entry in linux.namespaces');
}

function checkUser(linux: Linux, blame: Blame): void {
  const { namespaces = [] } = linux;
  const index = namespaces.findIndex(({ type }) => type === "user");
  const mapped = (["uidMappings", "gidMappings"] as const).filter((property) => linux[property]?.length);
  for (const property of mapped) {
    if (index < 0) throw blame([property], 'needs a "user" entry in linux.namespaces');
    checkIdMappings(linux[property] ?? [], below(blame, property));
  }
  // containerd and CRI-O give both a path and what is mapped there, so that is let pass.
  if (index < 0 || namespaces[index]?.path !== undefined) return;
  if (mapped.length === 1)
    throw blame(mapped, "is given alone; a new user namespace needs both uidMappings and gidMappings");
}

function checkTime({ namespaces = [], timeOffsets }: Linux, blame: Blame): void {
  if (!timeOffsets) return;
  for (const clock of Object.keys(timeOffsets))
    if (clock !== "boottime" && clock !== "monotonic")
      throw blame(["timeOffsets", clock], "is no clock with an offset, must be boottime or monotonic");
  const time = namespaces.find(({ type }) => type === "time");
  if (!time) throw blame(["timeOffsets"], 'needs a "time" entry in linux.namespaces');
  if (time.path !== undefined)
    throw blame(["timeOffsets"], "cannot be set for a time namespace that is joined by its path");
}
