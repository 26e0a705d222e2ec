import type { Config } from "../config/config.ts";

/**
 * The user of the host who shall own the container's cgroup, so that its process can divide it further: who runs the
 * process, if the container sees its own group as the root and may write to it (config-linux.md, "Cgroup ownership").
 * undefined: the runtime's user keeps it.
 */
export function cgroupOwner({ linux = {}, mounts = [], process }: Config): number | undefined {
  const hasOwnRoot = linux.namespaces?.some(({ type, path }) => type === "cgroup" && !path);
  const isWritable = mounts.some(
    ({ type, destination, options = [] }) =>
      (type === "cgroup" || type === "cgroup2") &&
      destination === "/sys/fs/cgroup" &&
      !options.includes("ro"),
  );
  const uid = process?.user.uid;
  if (!hasOwnRoot || !isWritable || uid === undefined) return undefined;
  const mapping = linux.uidMappings?.find(
    ({ containerID, size }) => uid >= containerID && uid < containerID + size,
  );
  return mapping && mapping.hostID + (uid - mapping.containerID);
}
