/**
 * The name of a huge page's size in the files of a cgroup, from that of a folder of /sys/kernel/mm/hugepages:
 * hugepages-2048kB is 2MB. undefined: the folder is something else.
 */
export function pageSizeName(folder: string): string | undefined {
  const match = /^hugepages-([0-9]+)kB$/.exec(folder);
  if (match === null) return undefined;
  const kilobytes = Number(match[1]);
  if (kilobytes >= 1 << 20) return `${kilobytes >> 20}GB`;
  if (kilobytes >= 1 << 10) return `${kilobytes >> 10}MB`;
  return `${kilobytes}KB`;
}
