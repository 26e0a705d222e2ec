import { OpenFlag, open } from "../../sys/files.ts";
import { changeMount, MountFlag } from "../../sys/mounts.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { Config, Mount } from "../config/config.ts";
import { openMappedNamespace } from "../init/mapped-namespace.ts";
import { type MountOptionSet, readMountOptions } from "./mount-options.ts";
import { openSource } from "./open-source.ts";

/**
 * Opens, while the runtime still has the rights to, the sources of those mounts that the container's own root could
 * not open or not map: all bind mounts where it has a user namespace, and id-mapped ones. An ordinary user has no more
 * rights outside than inside, and leaves it to init. Result: trees that are attached nowhere, by the index of their mount.
 */
export function openSources(
  config: Config,
  { bundle, hasUserNamespace }: { bundle: string; hasUserNamespace: boolean },
): Map<number, number> {
  const sources = new Map<number, number>();
  for (const [index, entry] of (config.mounts ?? []).entries()) {
    const options = readMountOptions(entry.options ?? []);
    if (!options.isBind && entry.type !== "bind") continue;
    const isMapped = options.idMap !== undefined || entry.uidMappings !== undefined;
    if (!isMapped && !hasUserNamespace) continue;
    try {
      const tree = because(`/mounts/${index}`, () => openOne(config, { entry, options, bundle, isMapped }));
      sources.set(index, tree);
    } catch (error) {
      if (!isMapped && SystemError.is(error, "EPERM")) continue;
      throw error;
    }
  }
  return sources;
}

function openOne(
  config: Config,
  {
    entry,
    options,
    bundle,
    isMapped,
  }: { entry: Mount; options: MountOptionSet; bundle: string; isMapped: boolean },
): number {
  const openUserNamespace = isMapped ? () => openMapping(config, entry) : undefined;
  const tree = openSource(entry, { options, bundle, ...(openUserNamespace && { openUserNamespace }) });
  // A copy made here is a peer of the host's mount; one made inside would have come from a slave of it.
  if (!config.linux?.rootfsPropagation?.endsWith("shared"))
    changeMount(tree, { propagation: MountFlag.slave, recursive: true });
  return tree;
}

/** The mount's own mapping, or else that of the container. */
function openMapping({ linux = {} }: Config, entry: Mount): number {
  if (entry.uidMappings || entry.gidMappings)
    return openMappedNamespace({
      uidMappings: entry.uidMappings ?? [],
      gidMappings: entry.gidMappings ?? [],
    });
  const joined = linux.namespaces?.find(({ type, path }) => type === "user" && path)?.path;
  return joined === undefined ? openMappedNamespace(linux) : open(joined, OpenFlag.readOnly);
}
