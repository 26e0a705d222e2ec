import { monotonicMs } from "../../sys/clock.ts";
import { SystemError } from "../../sys/system-error.ts";
import { OomWatch } from "../cgroup/oom-watch.ts";
import { exactJson } from "../cgroup/stats/exact-json.ts";
import { readStats } from "../cgroup/stats/read-stats.ts";
import { runcStats } from "../cgroup/stats/runc-stats.ts";
import { containerCommand } from "../cli/command.ts";
import { eventsSyntax } from "../cli/syntax/events.ts";
import { writeOutput } from "../cli/write-output.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import { cgroupOf } from "./cgroup-of.ts";

const usualIntervalMs = 5000;

export const events = containerCommand(eventsSyntax, (id, { options, globals }) => {
  const intervalMs = options.interval ?? usualIntervalMs;
  if (intervalMs <= 0) throw new Error("duration interval must be greater than 0");
  const root = globals.stateRoot();
  const record = loadContainer(root, id);
  if (statusOf(record, root) === "stopped") throw new Error(`container with id ${id} is not running`);
  const { folder } = cgroupOf(record, "watch");
  const writeStats = () =>
    writeOutput(`${exactJson({ type: "stats", id, data: runcStats(readStats(folder)) })}\n`);
  if (options.stats) {
    writeStats();
    return;
  }
  const watch = new OomWatch(folder);
  let nextMs = monotonicMs() + intervalMs;
  for (;;) {
    const seen = watch.wait(Math.max(Math.ceil(nextMs - monotonicMs()), 0));
    if (seen === "ended") return;
    if (seen === "oom") writeOutput(`${exactJson({ type: "oom", id })}\n`);
    if (monotonicMs() < nextMs) continue;
    try {
      writeStats();
    } catch (error) {
      // The group went while it was read: so has the container.
      if (SystemError.is(error, "ENOENT", "ENODEV")) return;
      throw error;
    }
    nextMs += intervalMs;
  }
});
