/**
 * Where below /proc/sys a sysctl lies. As for sysctl(8), the first separator decides: `net.ipv4.conf.eth0/1.forwarding`
 * and `net/ipv4/conf/eth0.1/forwarding` are the same. undefined: no sysctl can be called so.
 */
export function sysctlPath(name: string): string | undefined {
  const hasDots = /^[^/]*\./.test(name);
  const path = hasDots ? name.replace(/[./]/g, (separator) => (separator === "." ? "/" : ".")) : name;
  const isPath = path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  return isPath ? path : undefined;
}

/** What a sysctl belongs to: a kind of Linux namespace that has its own, or the whole machine. */
export type SysctlOwner = "ipc" | "network" | "uts" | "user" | "machine";

const ofIpc = /^(kernel\/(msg(max|mnb|mni)|sem|shm(all|max|mni|_rmid_forced))|fs\/mqueue\/.*)$/;
const ofUts = /^kernel\/(host|domain)name$/;

/** Whose a sysctl is, given its path from {@link sysctlPath}. */
export function sysctlOwner(path: string): SysctlOwner {
  if (path.startsWith("net/")) return "network";
  if (ofIpc.test(path)) return "ipc";
  if (ofUts.test(path)) return "uts";
  if (path.startsWith("user/")) return "user";
  return "machine";
}
