import { encodeText } from "../../../sys/door.ts";
import { writeAll } from "../../../sys/files.ts";

/** One line to the standard output. */
export const say = (line: string): void => writeAll(1, encodeText(`${line}\n`));
