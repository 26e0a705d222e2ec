import { environmentVariable } from "../../../runtime/cli/environment-variable.ts";
import { interpose, perform } from "../../../sys/door.ts";
import { OpenFlag, open } from "../../../sys/files.ts";
import { exit } from "../../../sys/processes.ts";
import { type Interruption, interruptedStatus, interruptionVariable } from "../interruption.ts";

/*
 * Stands between the runtime and the kernel. Every state in which the system can be between two of the runtime's calls
 * is so reached once, and at will.
 */

const exchange = 2; // RENAME_EXCHANGE

const text = environmentVariable(interruptionVariable);
if (text !== undefined) interrupt(JSON.parse(text) as Interruption);

function interrupt({ by, call: wanted, deed }: Interruption): void {
  // Opened now: later the path may mean something else, or nothing.
  const folder = deed === "end" ? -1 : open(deed.folder, OpenFlag.path | OpenFlag.directory);
  let isChild = false;
  let count = 0;
  interpose((call, _, proceed) => {
    if (isChild === (by === "child") && ++count === wanted) {
      interpose(undefined);
      if (deed === "end") exit(interruptedStatus);
      else perform("renameat2", folder, deed.names[0], folder, deed.names[1], exchange);
    }
    const result = proceed();
    if (call === "clone3" && result === 0) {
      isChild = true;
      count = 0;
    }
    return result;
  });
}
