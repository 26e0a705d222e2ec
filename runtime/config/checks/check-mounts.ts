import type { Linux, Mount } from "../config.ts";
import { type Blame, below, quoted } from "../config-error.ts";
import { checkIdMappings } from "./check-id-mappings.ts";

/** config.md, "Mounts". What options mean is settled where they are carried out. */
export function checkMounts(
  mounts: readonly Mount[],
  linux: Linux | undefined,
  { blame, warnings }: { blame: Blame; warnings: string[] },
): void {
  for (let index = 0; index < mounts.length; index++) {
    const mount = mounts[index] as Mount;
    const { destination, options = [] } = mount;
    if (destination === "") throw blame([index, "destination"], "must not be empty");
    if (!destination.startsWith("/"))
      warnings.push(
        `mounts[${index}].destination: ${quoted(destination)} is taken as below "/"; relative destinations are deprecated`,
      );
    const isBind = mount.type === "bind" || options.includes("bind") || options.includes("rbind");
    if (isBind && mount.source === undefined)
      throw blame([index, "source"], "is missing, and a bind mount has to be of something");
    if (!isBind && mount.type === undefined && !options.includes("remount"))
      throw blame([index, "type"], "is missing; without it, options must have bind or rbind");
    if (mount.uidMappings || mount.gidMappings || options.includes("idmap") || options.includes("ridmap"))
      checkIdMap(mount, { isBind, linux, blame: below(blame, index) });
  }
}

function checkIdMap(
  mount: Mount,
  { isBind, linux, blame }: { isBind: boolean; linux: Linux | undefined; blame: Blame },
): void {
  // An empty list maps nothing: it is no mapping.
  if (mount.uidMappings?.length === 0) delete mount.uidMappings;
  if (mount.gidMappings?.length === 0) delete mount.gidMappings;
  const { uidMappings = [], gidMappings = [], options = [] } = mount;
  if (uidMappings.length > 0 !== gidMappings.length > 0) {
    const missing = uidMappings.length > 0 ? "gidMappings" : "uidMappings";
    throw blame([missing], "is missing; an id-mapped mount needs both uidMappings and gidMappings");
  }
  checkIdMappings(uidMappings, below(blame, "uidMappings"));
  checkIdMappings(gidMappings, below(blame, "gidMappings"));
  const option = options.findIndex((word) => word === "idmap" || word === "ridmap");
  if (!isBind && (option >= 0 || uidMappings.length > 0))
    throw blame([], "cannot be id-mapped, which is for bind mounts only, as in runc");
  const hasUserNamespace = linux?.namespaces?.some(({ type }) => type === "user");
  if (option >= 0 && uidMappings.length === 0 && !hasUserNamespace)
    throw blame(
      ["options", option],
      `${options[option]} needs uidMappings and gidMappings here, or a "user" entry in linux.namespaces`,
    );
}
