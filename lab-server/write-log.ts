import type { Log } from "./session/log.ts";

/** Values with spaces or quotes are quoted, so that a line can be taken apart again. */
const format = (value: string | number | boolean) => {
  const text = String(value);
  return /^[\w.:/@+-]+$/.test(text) ? text : JSON.stringify(text);
};

/** One line to standard output: the time in UTC, what happened, and its values as `name=value`. */
export const writeLog: Log = (event, values = {}) => {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}=${format(value)}`],
  );
  process.stdout.write(`${new Date().toISOString().slice(0, 19)}Z ${event}${pairs.join("")}\n`);
};
