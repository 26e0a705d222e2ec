/** The commands that make a container; loaded together, as they share nearly all of their code. */
export { create } from "./create.ts";
export { run } from "./run.ts";
