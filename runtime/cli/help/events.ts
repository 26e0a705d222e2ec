import { eventsSyntax } from "../syntax/events.ts";
import type { HelpPage } from "./help-page.ts";

export const eventsHelp: HelpPage<typeof eventsSyntax> = {
  syntax: eventsSyntax,
  summary: "print what a container uses, and lacks of memory",
  operands: "ID",
  description: [
    "Prints events as lines of JSON until the container stops: stats, every few seconds, with what its cgroup has used of CPU, memory, disks and processes, and oom each time that the kernel has killed one of its processes for want of memory.",
  ],
  options: {
    interval: ["DURATION", "Time between two stats, as 500ms, 5s or 1m30s. 5s if it is not given."],
    stats: "Print stats once and end.",
  },
  examples: [
    ["Print the memory in use, in bytes", "cloison events --stats box1 | jq .data.memory.usage.usage"],
    ["Watch every second", "cloison events --interval 1s box1"],
  ],
};
