import { lstatSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type Interruption, interruptionVariable } from "../interruption.ts";

export interface Exchange {
  folder: string;
  names: [string, string];
}

/**
 * A race that is always won: exchanges two names before the first system call of the process that makes the container's
 * root, then in another container before the second, and so on. `attempt` makes a container with the environment and
 * says whether the attack worked. Result: whether it ever did.
 */
export function exchangeAtEachCall(
  { folder, names }: Exchange,
  attempt: (environment: Record<string, string>) => boolean,
): boolean {
  const [first, second] = names.map((name) => join(folder, name)) as [string, string];
  const original = lstatSync(first).ino;
  for (let call = 1; ; call++) {
    const interruption: Interruption = { by: "child", call, deed: { folder, names } };
    const worked = attempt({ [interruptionVariable]: JSON.stringify(interruption) });
    const wasExchanged = lstatSync(first).ino !== original;
    if (wasExchanged) {
      renameSync(first, `${first}.aside`);
      renameSync(second, first);
      renameSync(`${first}.aside`, second);
    }
    if (worked) return true;
    // There are no more calls.
    if (!wasExchanged) return false;
  }
}
