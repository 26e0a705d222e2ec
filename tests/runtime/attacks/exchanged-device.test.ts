import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { exchangeAtEachCall } from "./exchange-at-each-call.ts";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2025-31133 and CVE-2025-52565. The null device, or the container's terminal, is exchanged for a link to a file of
 * the kernel's just before the runtime mounts it over another path. There the file can be written to, although its own
 * path is masked or read-only. The file is the domain name, which is the container's own.
 */

const entry = "tests/runtime/programs/interrupted-runtime.ts";
const file = "/proc/sys/kernel/domainname";

/** An image with its own /dev, whose names can be exchanged. Result: the folder. */
function makeDevFolder(arena: Arena): string {
  const folder = join(arena.rootfs, "dev");
  mkdirSync(folder);
  return folder;
}

/** Whether a container can write to the file through a path; `read` is where what was written is seen. */
function write(
  arena: Arena,
  { through, read }: { through: string; read: string },
  part: { environment: Record<string, string>; process?: object; linux?: object; mounts?: object[] },
): boolean {
  const { config } = arena.bundle;
  const args = ["/bin/sh", "-c", `echo overwritten >${through}; echo name $(cat ${read})`];
  arena.bundle.change({
    process: { ...config.process, args, ...part.process },
    mounts: [...config.mounts.filter(({ destination }) => destination !== "/dev"), ...(part.mounts ?? [])],
    linux: { ...config.linux, ...part.linux },
  });
  const { environment } = part;
  return arena
    .run(["run", "--bundle", arena.bundle.folder, "c1"], { environment })
    .stdout.includes("name overwritten");
}

testAttack("an exchanged null device does not uncover what it should mask", {
  entry,
  weakened: { "runtime/rootfs/hide-paths.ts": "tests/runtime/weakened/hide-paths.ts" },
  attack(arena) {
    const folder = makeDevFolder(arena);
    execFileSync("mknod", [join(folder, "null"), "c", "1", "3"]);
    symlinkSync(file, join(folder, "other"));
    return exchangeAtEachCall({ folder, names: ["null", "other"] }, (environment) =>
      write(
        arena,
        { through: "/proc/version", read: "/proc/version" },
        { environment, linux: { maskedPaths: ["/proc/version", file] } },
      ),
    );
  },
});

testAttack("an exchanged terminal does not uncover a file at /dev/console", {
  entry,
  weakened: { "runtime/init/console.ts": "tests/runtime/weakened/console.ts" },
  attack(arena) {
    const folder = makeDevFolder(arena);
    for (const name of ["pts", "other"]) mkdirSync(join(folder, name));
    symlinkSync(file, join(folder, "other/0"));
    // Where the file system of the terminals is then.
    symlinkSync("/dev/other/ptmx", join(folder, "other/ptmx"));
    const devpts = { type: "devpts", source: "devpts", options: ["newinstance", "ptmxmode=0666"] };
    return exchangeAtEachCall({ folder, names: ["pts", "other"] }, (environment) =>
      write(
        arena,
        { through: "/dev/console", read: file },
        {
          environment,
          process: { terminal: true },
          mounts: [{ destination: "/dev/pts", ...devpts }],
          linux: { readonlyPaths: ["/proc/sys"] },
        },
      ),
    );
  },
});
