import { encodeText, interpose, perform } from "../../sys/door.ts";
import { errnoName } from "../../sys/errno.ts";
import { writeAll } from "../../sys/files.ts";
import { currentCause } from "../cause.ts";
import { locate } from "../config/locate.ts";
import { readConfig } from "../create/read-config.ts";
import { formatCall } from "./format-call.ts";
import { really } from "./really.ts";
import { stringsOfBlock } from "./strings-of-block.ts";

const standardError = 2;
const duplicate = 1030; // F_DUPFD_CLOEXEC
const firstDescriptor = 900;

/**
 * From now on every system call of this process and its children is printed on standard error as it is made, with
 * its result and the line of config.json that causes it.
 */
export function startTrace(bundle: string): void {
  const text = readConfig(bundle);
  // Init may get another standard error.
  const output = perform("fcntl", standardError, duplicate, firstDescriptor);
  const paths = new Map<number, string>();
  const lines = new Map<string, number | undefined>();
  const lineOf = (cause: string) => {
    if (!lines.has(cause)) lines.set(cause, locate(text, cause));
    return lines.get(cause);
  };
  let by = "runtime";
  interpose((call, words, proceed) => {
    const shown = formatCall(call, words, {
      pathOf: (descriptor) => paths.get(descriptor),
      stringsOf: stringsOfBlock,
    });
    // What turns into another program, or ends, does not come back to tell.
    const isLast = call === "execve" || call === "exit_group";
    const cause = currentCause();
    const print = (result: string) => {
      const line = cause === undefined ? undefined : lineOf(cause);
      const reason = cause === undefined ? "" : `  ← ${line === undefined ? "" : `line ${line}: `}${cause}`;
      really(() => writeAll(output, encodeText(`${by.padStart(8)}  ${shown}${result}${reason}\n`)));
    };
    if (isLast) print("");
    const result = proceed();
    if (call === "clone3" && result === 0) by = "init";
    if (result >= 0 && (call === "openat" || call === "openat2")) paths.set(result, String(words[1]));
    if (call === "close") paths.delete(Number(words[0]));
    if (!isLast || result < 0) print(result < 0 ? ` = -1 ${errnoName(-result)}` : ` = ${result}`);
    return result;
  });
}
