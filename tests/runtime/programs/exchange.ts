import "../../../sys/text-coding.ts";
import { attempt, perform } from "../../../sys/door.ts";
import { OpenFlag, open } from "../../../sys/files.ts";
import { exit } from "../../../sys/processes.ts";

/* Exchanges two names of a folder (renameat2(2)), again and again, until it is killed or the folder is gone. */
const [, path = "", first, second] = scriptArgs;
const dieWithParent = 1; // PR_SET_PDEATHSIG
const exchange = 2; // RENAME_EXCHANGE
perform("prctl", dieWithParent, 9, 0, 0, 0);
const folder = open(path, OpenFlag.path | OpenFlag.directory);
while (attempt("renameat2", folder, first, folder, second, exchange) === 0);
exit(1);
