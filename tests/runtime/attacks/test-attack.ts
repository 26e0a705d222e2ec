import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { buildNative } from "../../../lab-server/setup/native.ts";
import { buildRuntime } from "../../../lab-server/setup/runtime.ts";
import { libseccomp } from "../../../runtime/seccomp/libseccomp.ts";
import { Arena } from "../arena.ts";
import { unifiedMount } from "../cgroup-host.ts";

const skip = unifiedMount() ? false : "needs root and cgroup v2";
const quiet = () => {};
const cloison = await buildRuntime(quiet);

export interface Attack {
  /** Modules of the runtime without their defence, by the modules that they replace: paths from the repository. */
  weakened: Readonly<Record<string, string>>;
  /** The program that calls the runtime, if it is not the runtime itself. */
  entry?: string;
  /** Tries it in a container of the id c1. Result: whether it worked. */
  attack: (arena: Arena) => boolean | Promise<boolean>;
}

/** Two tests: that an attack fails, and that the same attack works where the defence is missing. */
export function testAttack(name: string, { weakened, entry = "runtime/main.ts", attack }: Attack): void {
  const isOwnEntry = entry === "runtime/main.ts";
  const build = (output: string, replacements: Attack["weakened"]) =>
    buildNative(entry, output, quiet, { library: libseccomp, replacements });
  const missing = Object.values(weakened).map((path) => basename(path, ".ts"));
  const outcome = async (runtime: string) => {
    const arena = new Arena(runtime);
    try {
      return await attack(arena);
    } finally {
      arena.remove("c1");
    }
  };
  test(`${name}: fails`, { skip }, async () => {
    assert.equal(await outcome(isOwnEntry ? cloison : await build("cloison-attacked", {})), false);
  });
  test(`${name}: works where the defence is missing`, { skip }, async () => {
    assert.equal(await outcome(await build(`cloison-${["without", ...missing].join("-")}`, weakened)), true);
  });
}
