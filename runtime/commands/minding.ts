/** The commands that engines call for each container once it is made: they need little, and have to be quick. */
export { deleteCommand } from "./delete.ts";
export { kill } from "./kill.ts";
export { start } from "./start.ts";
export { state } from "./state.ts";
