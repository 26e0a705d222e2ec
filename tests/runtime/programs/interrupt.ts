import { environmentVariable } from "../../../runtime/cli/environment-variable.ts";
import { interpose, perform } from "../../../sys/door.ts";
import { close, OpenFlag, open } from "../../../sys/files.ts";
import { exit, fork } from "../../../sys/processes.ts";
import { receiveMessage, sendMessage, socketPair } from "../../../sys/unix-messages.ts";
import { type Interruption, interruptedStatus, interruptionVariable } from "../interruption.ts";

/*
 * Stands between the runtime and the kernel. Every state in which the system can be between two of the runtime's calls
 * is so reached once, and at will.
 */

const exchange = 2; // RENAME_EXCHANGE

const text = environmentVariable(interruptionVariable);
if (text !== undefined) interrupt(JSON.parse(text) as Interruption);

function interrupt({ by, call: wanted, deed }: Interruption): void {
  const carryOut = deed === "end" ? () => exit(interruptedStatus) : callAccomplice(deed);
  let isChild = false;
  let count = 0;
  interpose((call, _, proceed) => {
    if (isChild === (by === "child") && ++count === wanted) {
      interpose(undefined);
      carryOut();
    }
    const result = proceed();
    if (call === "clone3" && result === 0) {
      isChild = true;
      count = 0;
    }
    return result;
  });
}

/**
 * Makes a process that exchanges the names when the result is called. It stays where the runtime was called: nobody can
 * rename what is a mount point in their own mount namespace, only in others.
 */
function callAccomplice({ folder: path, names }: Exclude<Interruption["deed"], "end">): () => void {
  const [ours, theirs] = socketPair();
  fork(() => {
    close(ours);
    const folder = open(path, OpenFlag.path | OpenFlag.directory);
    if (receiveMessage(theirs, 1).bytes.byteLength === 0) return;
    perform("renameat2", folder, names[0], folder, names[1], exchange);
    sendMessage(theirs, new Uint8Array(1));
  });
  close(theirs);
  return () => {
    sendMessage(ours, new Uint8Array(1));
    receiveMessage(ours, 1);
    close(ours);
  };
}
