import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { type Exchange, exchangeAtEachCall } from "./exchange-at-each-call.ts";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2019-19921 and CVE-2023-27561. The folder that procfs is mounted on is exchanged between the mount and the masking
 * of what is in it, so that the masks come to lie elsewhere and an unmasked procfs stays in the container.
 */

const entry = "tests/runtime/programs/interrupted-runtime.ts";
const heldMounts = { "runtime/rootfs/held-mounts.ts": "tests/runtime/weakened/held-mounts.ts" };
const content = "Linux version";

/** Whether a container whose /proc/version is masked can ever read it in one of these folders. */
function readMasked(arena: Arena, folders: string[], exchange: Exchange): boolean {
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
  return exchangeAtEachCall(
    exchange,
    (environment) => arena.run(["run", "--bundle", arena.bundle.folder, "c1"], { environment }),
    (stdout) => stdout.includes(content),
  );
}

testAttack("a procfs that is moved in a shared image stays masked", {
  entry,
  weakened: heldMounts,
  attack(arena) {
    for (const name of ["proc", "other"]) mkdirSync(join(arena.rootfs, name));
    return readMasked(arena, ["/proc", "/other"], { folder: arena.rootfs, names: ["proc", "other"] });
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
    const places = ["/proc", "/volume/procfs", "/volume/other"];
    return readMasked(arena, places, { folder, names: ["procfs", "other"] });
  },
});
