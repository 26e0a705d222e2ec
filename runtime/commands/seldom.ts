/** The commands that people call, or engines now and then. */
export { checkpoint } from "./checkpoint.ts";
export { events } from "./events.ts";
export { explain } from "./explain.ts";
export { features } from "./features.ts";
export { list } from "./list.ts";
export { pause } from "./pause.ts";
export { ps } from "./ps.ts";
export { restore } from "./restore.ts";
export { resume } from "./resume.ts";
export { spec } from "./spec.ts";
export { update } from "./update.ts";
