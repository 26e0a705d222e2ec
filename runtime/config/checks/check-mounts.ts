import type { Linux, Mount } from "../config.ts";
import { checkIdMappings } from "./check-id-mappings.ts";
import { type Judge, judgeOf } from "./judge.ts";

/** config.md, "Mounts". What options mean is settled where they are carried out. */
export function checkMounts(mounts: readonly Mount[], linux: Linux | undefined, judge: Judge): void {
  for (let index = 0; index < mounts.length; index++) {
    const mount = mounts[index] as Mount;
    const { blame } = judge;
    const { destination, options = [] } = mount;
    if (destination === "") throw blame([index, "destination"], "must not be empty");
    if (!destination.startsWith("/"))
      judge.warn(
        `mounts[${index}].destination: ${destination} is taken as /${destination}; relative destinations are deprecated`,
      );
    const isBind = options.includes("bind") || options.includes("rbind");
    if (isBind && mount.source === undefined)
      throw blame([index, "source"], "is missing, and a bind mount has to be of something");
    if (!isBind && mount.type === undefined && !options.includes("remount"))
      throw blame([index, "type"], "is missing; without it, options must have bind or rbind");
    if (mount.uidMappings || mount.gidMappings || options.includes("idmap") || options.includes("ridmap"))
      checkIdMap(mount, linux, { ...judge, blame: (path, problem) => blame([index, ...path], problem) });
  }
}

function checkIdMap(mount: Mount, linux: Linux | undefined, judge: Judge): void {
  const { uidMappings = [], gidMappings = [], options = [] } = mount;
  if (uidMappings.length > 0 !== gidMappings.length > 0) {
    const missing = uidMappings.length > 0 ? "gidMappings" : "uidMappings";
    throw judge.blame([missing], "is missing; an id-mapped mount needs both uidMappings and gidMappings");
  }
  checkIdMappings(uidMappings, judgeOf("uidMappings", judge));
  checkIdMappings(gidMappings, judgeOf("gidMappings", judge));
  const option = options.findIndex((word) => word === "idmap" || word === "ridmap");
  const hasUserNamespace = linux?.namespaces?.some(({ type }) => type === "user");
  if (option >= 0 && uidMappings.length === 0 && !hasUserNamespace)
    throw judge.blame(
      ["options", option],
      `${options[option]} needs uidMappings and gidMappings here, or a "user" entry in linux.namespaces`,
    );
}
