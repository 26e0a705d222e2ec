const mountPoint = "/sys/fs/cgroup";
/** The cgroup that systemd puts the agent into: DelegateSubgroup= of its unit. */
const ownLeaf = "/agent";

/**
 * The directory of the agent's unit in the cgroup tree, from the contents of its /proc/self/cgroup. undefined where
 * the agent was not started as a unit with a delegated tree: then its children stay beside it.
 */
export function unitDirectory(membership: string): string | undefined {
  const path = /^0::(\/.*)$/m.exec(membership)?.[1];
  if (path === undefined || !path.endsWith(ownLeaf)) return undefined;
  return mountPoint + path.slice(0, -ownLeaf.length);
}
