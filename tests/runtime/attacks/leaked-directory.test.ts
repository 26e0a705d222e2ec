import { closeSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2024-21626. The process begins in a directory of the host, for which a descriptor was left open: one of the
 * runtime's own, or one that the runtime's caller leaks. Which number it has is tried out.
 */

const mostDescriptors = 40;
const look = ["/bin/sh", "-c", "cat secret || ls -d home/* root/* tmp/cloison-* || cat cgroup.procs"];

/** Calls the runtime once for each number. Result: whether the program ever saw something of the host. */
function tryDescriptors(arena: Arena, call: (cwd: string, descriptors: number[]) => string): boolean {
  const host = arena.makeFolder("host");
  writeFileSync(join(host, "secret"), "secret of the host");
  // Node opens its own close-on-exec; what it hands on is not.
  const leaked = openSync(host, "r");
  try {
    for (let number = 3; number < mostDescriptors; number++)
      for (const cwd of [`/proc/self/fd/${number}`, `/proc/self/fd/${number}/../..`])
        if (call(cwd, [leaked, leaked]).trim() !== "") return true;
    return false;
  } finally {
    closeSync(leaked);
  }
}

testAttack("exec cannot begin in a directory that was left open", {
  weakened: { "runtime/init/check-directory.ts": "tests/runtime/weakened/check-directory.ts" },
  attack(arena) {
    arena.bundle.change({ process: { ...arena.bundle.config.process, args: ["/bin/sleep", "1000"] } });
    arena.run(["run", "--detach", "--bundle", arena.bundle.folder, "c1"]);
    return tryDescriptors(
      arena,
      (cwd, descriptors) => arena.run(["exec", "--cwd", cwd, "c1", ...look], { descriptors }).stdout,
    );
  },
});

testAttack("a container cannot begin in a directory that was left open", {
  weakened: {
    "runtime/init/check-directory.ts": "tests/runtime/weakened/check-directory.ts",
    "sys/open-in-root.ts": "tests/runtime/weakened/open-in-root.ts",
  },
  attack: (arena) =>
    tryDescriptors(arena, (cwd, descriptors) => {
      arena.bundle.change({ process: { ...arena.bundle.config.process, args: look, cwd } });
      return arena.run(["run", "--bundle", arena.bundle.folder, "c1"], { descriptors }).stdout;
    }),
});

testAttack("an image cannot lead to such a directory by a link either", {
  weakened: {
    "runtime/init/check-directory.ts": "tests/runtime/weakened/check-directory.ts",
    "sys/open-in-root.ts": "tests/runtime/weakened/open-in-root.ts",
  },
  attack: (arena) =>
    tryDescriptors(arena, (cwd, descriptors) => {
      rmSync(join(arena.rootfs, "work"), { force: true });
      symlinkSync(cwd, join(arena.rootfs, "work"));
      arena.bundle.change({ process: { ...arena.bundle.config.process, args: look, cwd: "/work" } });
      return arena.run(["run", "--bundle", arena.bundle.folder, "c1"], { descriptors }).stdout;
    }),
});
