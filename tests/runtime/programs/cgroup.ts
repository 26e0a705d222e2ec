import "../../../sys/text-coding.ts";
import type { Cgroup } from "../../../runtime/cgroup/cgroup.ts";
import { freezeGroup, isGroupFrozen, thawGroup } from "../../../runtime/cgroup/freezer.ts";
import { groupProcesses } from "../../../runtime/cgroup/group-processes.ts";
import { killGroup } from "../../../runtime/cgroup/kill-group.ts";
import { loadSystemd } from "../../../runtime/cgroup/loaded-systemd.ts";
import { OomWatch } from "../../../runtime/cgroup/oom-watch.ts";
import { openCgroup } from "../../../runtime/cgroup/open-cgroup.ts";
import { openGroup, openGroupOf } from "../../../runtime/cgroup/open-group.ts";
import { placeCgroup } from "../../../runtime/cgroup/place-cgroup.ts";
import type { CgroupPlace } from "../../../runtime/cgroup/plan-cgroup.ts";
import { removeCgroup } from "../../../runtime/cgroup/remove-cgroup.ts";
import { exactJson } from "../../../runtime/cgroup/stats/exact-json.ts";
import { readStats } from "../../../runtime/cgroup/stats/read-stats.ts";
import { runcStats } from "../../../runtime/cgroup/stats/runc-stats.ts";
import { parseResources } from "../../../runtime/config/parse-resources.ts";
import { loadProgram, ProgramType } from "../../../sys/bpf.ts";
import { attempt } from "../../../sys/door.ts";
import { close, pipe, read } from "../../../sys/files.ts";
import { execute, exit, fork } from "../../../sys/processes.ts";
import { say } from "./say.ts";

/*
 * What the tests of runtime/cgroup ask of a real program: a verb, a place as JSON (for `place` what decides it), and
 * what the verb needs besides. An error ends it with 1 and its message.
 */
const [, verb = "", placeText = "{}", first = "", ...others] = scriptArgs;

const resourcesOf = (text: string) => (text === "" ? undefined : parseResources(text));

const verbs: Record<string, (cgroup: Cgroup, place: CgroupPlace) => void> = {
  /** Makes the group with a program in it and the limits on both, and says its pid. The program outlives us. */
  run(cgroup, place) {
    const resources = resourcesOf(first);
    const descriptor = cgroup.make(resources);
    const [start, ready] = pipe("write");
    const pid = fork(
      () => {
        close(ready);
        // Held back until the limits are there, as the runtime's init is.
        read(start, new Uint8Array(1));
        execute(others[0] ?? "", { argv: others, environment: ["PATH=/usr/bin:/bin"] });
      },
      { cgroup: descriptor },
    );
    try {
      if (descriptor === undefined) cgroup.adopt(pid);
      cgroup.limit(resources);
    } catch (error) {
      attempt("kill", pid, 9);
      attempt("wait4", pid, null, 0, null);
      removeCgroup(place);
      throw error;
    }
    say(String(pid));
  },
  make: (cgroup) => say(String(cgroup.make(resourcesOf(first)) !== undefined)),
  limit: (cgroup) => cgroup.limit(resourcesOf(first), { keepDevices: others[0] === "keep" }),
  adopt: (cgroup) => cgroup.adopt(Number(first)),
  open: (_, { folder }) => say(String(openGroup(folder, first) > 0)),
  openGroupOf: (_, { mount }) => say(String(openGroupOf(Number(first), mount) > 0)),
  freeze: (_, { folder }) => freezeGroup(folder),
  thaw: (_, { folder }) => thawGroup(folder),
  isFrozen: (_, { folder }) => say(String(isGroupFrozen(folder))),
  processes: (_, { folder }) => say(JSON.stringify(groupProcesses(folder))),
  killAll: (_, { folder }) => killGroup(folder, Number(first)),
  stats: (_, { folder }) => say(exactJson(runcStats(readStats(folder)))),
  /** Gives the kernel a program that leaves its result open. */
  loadNonsense: () => {
    const exit = new Uint8Array([0x95, 0, 0, 0, 0, 0, 0, 0]);
    loadProgram(ProgramType.cgroupDevice, { instructions: exit, name: "nonsense" });
  },
  remove: (_, place) => removeCgroup(place),
  giveTo: (cgroup) => cgroup.giveTo(Number(first)),
  oom(_, { folder }) {
    const watch = new OomWatch(folder);
    say("watching");
    for (let result = watch.wait(20_000); ; result = watch.wait(20_000)) {
      say(result);
      if (result !== "oom") return;
    }
  },
};

async function main(): Promise<number> {
  try {
    const place = JSON.parse(placeText);
    if (place.unit || place.options?.usesSystemd) await loadSystemd();
    if (verb === "place") say(JSON.stringify(placeCgroup(place.config, place.options)));
    else verbs[verb]?.(openCgroup(place), place);
    return 0;
  } catch (error) {
    say(String(error));
    return 1;
  }
}

exit(await main());
