import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { type Exchange, exchangeAtEachCall } from "./exchange-at-each-call.ts";
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

interface Attempt {
  exchange: Exchange;
  /** The path through which the container writes, and the one at which it sees whether that was the file. */
  through: string;
  read: string;
  /** Beside what the bundle has. */
  process?: object;
  linux?: object;
  mounts?: object[];
}

/** Whether a container can ever write to the file. */
function write(arena: Arena, { exchange, through, read, process, linux, mounts = [] }: Attempt): boolean {
  const { config } = arena.bundle;
  const args = ["/bin/sh", "-c", `echo overwritten >${through}; echo name $(cat ${read})`];
  arena.bundle.change({
    process: { ...config.process, args, ...process },
    mounts: [...config.mounts.filter(({ destination }) => destination !== "/dev"), ...mounts],
    linux: { ...config.linux, ...linux },
  });
  return exchangeAtEachCall(
    exchange,
    (environment) => arena.run(["run", "--bundle", arena.bundle.folder, "c1"], { environment }),
    (stdout) => stdout.includes("name overwritten"),
  );
}

testAttack("an exchanged null device does not uncover what it should mask", {
  entry,
  weakened: { "runtime/rootfs/hide-paths.ts": "tests/runtime/weakened/hide-paths.ts" },
  attack(arena) {
    const folder = makeDevFolder(arena);
    execFileSync("mknod", [join(folder, "null"), "c", "1", "3"]);
    symlinkSync(file, join(folder, "other"));
    return write(arena, {
      exchange: { folder, names: ["null", "other"] },
      through: "/proc/version",
      read: "/proc/version",
      linux: { maskedPaths: ["/proc/version", file] },
    });
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
    return write(arena, {
      exchange: { folder, names: ["pts", "other"] },
      through: "/dev/console",
      read: file,
      process: { terminal: true },
      linux: { readonlyPaths: ["/proc/sys"] },
      mounts: [{ destination: "/dev/pts", ...devpts }],
    });
  },
});
