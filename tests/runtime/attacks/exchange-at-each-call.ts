import assert from "node:assert/strict";
import { lstatSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../arena.ts";
import { type Interruption, interruptionVariable } from "../interruption.ts";

export interface Exchange {
  folder: string;
  names: [string, string];
}

/**
 * A race that is always won: exchanges two names before the first system call of the process that makes the container's
 * root, then in another container before the second, and so on. `run` makes a container, in that environment. Result:
 * whether its output was ever what the attack is after.
 */
export function exchangeAtEachCall(
  { folder, names }: Exchange,
  run: (environment: Record<string, string>) => Outcome,
  isWon: (stdout: string) => boolean,
): boolean {
  const [first, second] = names.map((name) => join(folder, name)) as [string, string];
  const original = lstatSync(first).ino;
  const undisturbed = run({});
  for (let call = 1; ; call++) {
    const interruption: Interruption = { by: "child", call, deed: { folder, names } };
    const outcome = run({ [interruptionVariable]: JSON.stringify(interruption) });
    const wasExchanged = lstatSync(first).ino !== original;
    if (wasExchanged) {
      renameSync(first, `${first}.aside`);
      renameSync(second, first);
      renameSync(`${first}.aside`, second);
    }
    if (isWon(outcome.stdout)) return true;
    if (wasExchanged) continue;
    // There are no more calls.
    assert.equal(outcome.stderr, undisturbed.stderr);
    return false;
  }
}
