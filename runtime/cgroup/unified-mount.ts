/** The mount points to prefer, where there are several: systemd's on pure and on hybrid hosts. */
const usual = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];

/**
 * Where the whole cgroup2 file system is mounted, from the text of /proc/self/mountinfo. On a hybrid host that is the
 * unified hierarchy beside those of v1. Throws on a host that has only v1.
 */
export function findUnifiedMount(mountinfo: string): string {
  const found: string[] = [];
  let hasOldOnes = false;
  for (const line of mountinfo.split("\n")) {
    const dash = line.indexOf(" - ");
    const type = line.slice(dash + 3, line.indexOf(" ", dash + 3));
    if (dash < 0 || (type !== "cgroup" && type !== "cgroup2")) continue;
    hasOldOnes ||= type === "cgroup";
    const [, , , root, point] = line.split(" ");
    // A part of the hierarchy, as containers get it bound, is of no use: our paths begin at its root.
    if (type === "cgroup2" && root === "/" && point !== undefined) found.push(decodeOctal(point));
  }
  const mount = usual.find((point) => found.includes(point)) ?? found[0];
  if (mount !== undefined) return mount;
  throw new Error(
    hasOldOnes
      ? "Cannot use cgroups: this host has cgroup v1 only, which is not supported. Boot it with " +
          "systemd.unified_cgroup_hierarchy=1, or mount cgroup2 beside it at /sys/fs/cgroup/unified"
      : "Cannot use cgroups: no cgroup2 file system is mounted. Mount it: mount -t cgroup2 none /sys/fs/cgroup",
  );
}

/** mountinfo writes blanks, tabs, newlines and backslashes in names as \ and three octal digits. */
const decodeOctal = (text: string): string =>
  text.replace(/\\([01][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
