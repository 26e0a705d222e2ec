import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { exchangeAtEachCall } from "./exchange-at-each-call.ts";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2019-19921 and CVE-2023-27561. The folder that procfs is mounted on is exchanged between the mount and the masking
 * of what is in it, so that the masks come to lie elsewhere and an unmasked procfs stays in the container.
 */

const entry = "tests/runtime/programs/interrupted-runtime.ts";
const heldMounts = { "runtime/rootfs/held-mounts.ts": "tests/runtime/weakened/held-mounts.ts" };
const content = "Linux version";

/** Whether a container whose /proc/version is masked can read it in one of these folders. */
function readMasked(arena: Arena, folders: string[], environment: Record<string, string>): boolean {
  const { config } = arena.bundle;
  const files = folders.map((folder) => `${folder}/version`);
  arena.bundle.change({
    process: { ...config.process, args: ["/bin/cat", ...files] },
    mounts: [
      { source: arena.makeFolder("volume"), destination: "/volume", options: ["bind"] },
      ...config.mounts,
    ],
    linux: { ...config.linux, maskedPaths: ["/proc/version"] },
  });
  return arena.run(["run", "--bundle", arena.bundle.folder, "c1"], { environment }).stdout.includes(content);
}

testAttack("a procfs that is moved in a shared image stays masked", {
  entry,
  weakened: heldMounts,
  attack(arena) {
    for (const name of ["proc", "other"]) mkdirSync(join(arena.rootfs, name));
    return exchangeAtEachCall({ folder: arena.rootfs, names: ["proc", "other"] }, (environment) =>
      readMasked(arena, ["/proc", "/other"], environment),
    );
  },
});

testAttack("a link at /proc does not lead procfs to where it can be moved", {
  entry,
  weakened: { ...heldMounts, "sys/open-in-root.ts": "tests/runtime/weakened/open-through-links.ts" },
  attack(arena) {
    const folder = arena.makeFolder("volume");
    for (const name of ["procfs", "other"]) mkdirSync(join(folder, name));
    rmSync(join(arena.rootfs, "proc"), { recursive: true, force: true });
    symlinkSync("/volume/procfs", join(arena.rootfs, "proc"));
    return exchangeAtEachCall({ folder, names: ["procfs", "other"] }, (environment) =>
      readMasked(arena, ["/proc", "/volume/procfs", "/volume/other"], environment),
    );
  },
});
