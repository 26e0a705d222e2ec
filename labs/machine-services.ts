import { parseCgroupMembership } from "./probe/parse-cgroup-membership.ts";
import type { Probe, ProcessSnapshot } from "./probe/probe.ts";
import { readIfThere } from "./probe/read-if-there.ts";

/**
 * Tells the machine's own services from what the student runs. systemd confines its services by the very means
 * that the course teaches (udevd has its own UTS namespace, dbus a single capability), so a check that looks for
 * such a process must leave them out. A service is the machine's own when its unit file came with the
 * distribution; a unit that the student writes or starts by systemd-run is the student's, and so is what runs
 * beside the agent, in whose service the terminals live.
 */
export async function machineServices(probe: Probe): Promise<(process: ProcessSnapshot) => Promise<boolean>> {
  const agentUnit = unitOf(await probe.readFile("/proc/self/cgroup"));
  const known = new Map<string, Promise<boolean>>();
  return async ({ cgroup }) => {
    const unit = unitOf(cgroup);
    if (unit === undefined || unit === agentUnit) return false;
    // An instance such as getty@tty1.service is made from the file getty@.service.
    const file = unit.replace(/@.*(?=\.service$)/s, "@");
    let answer = known.get(file);
    if (answer === undefined) {
      answer = readIfThere(probe, `/usr/lib/systemd/system/${file}`).then((text) => text !== undefined);
      known.set(file, answer);
    }
    return await answer;
  };
}

/** The system service that a process belongs to, from its /proc/<pid>/cgroup. */
function unitOf(cgroup: string): string | undefined {
  const path = parseCgroupMembership(cgroup).unified?.path ?? "";
  return /^\/system\.slice\/(?:[^/]+\.slice\/)*([^/]+\.service)(?:\/|$)/.exec(path)?.[1];
}
