import "../sys/text-coding.ts";
import { exit } from "../sys/processes.ts";
import { runSealed } from "./seal/run-sealed.ts";

/** Commands in which the runtime's own file can be seen from inside a container. */
const entering: readonly string[] = ["create", "exec", "restore", "run"];

// Before anything else is loaded, because it starts over. A word that is no command costs a start, no more.
if (scriptArgs.some((word) => entering.includes(word))) runSealed(scriptArgs);

const { main } = await import("./program.ts");
exit(await main(scriptArgs.slice(1)));
