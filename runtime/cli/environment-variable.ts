import { environment } from "./environment.ts";

/** A variable of this program's environment; undefined: it is not set. */
export function environmentVariable(name: string): string | undefined {
  const start = `${name}=`;
  return environment()
    .find((entry) => entry.startsWith(start))
    ?.slice(start.length);
}
