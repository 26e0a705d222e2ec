import { closeSync, openSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { basename, join } from "node:path";
import { cached } from "./cached.ts";
import { type CommandOptions, runCommand } from "./command.ts";
import { hostMirrors } from "./host-mirrors.ts";
import { runMmdebstrap } from "./run-mmdebstrap.ts";
import type { Log } from "./step.ts";

/** How a command runs in the chroot. */
export interface ChrootRunOptions {
  /**
   * A folder of the host, writable at /work, where the command starts. As an ordinary user what the
   * command makes there belongs to one of the user's subordinate ids: readable and removable, no more.
   */
  work: string;
  /** A descriptor that the command reads as its standard input; without it, nothing. */
  stdin?: number;
  log?: Log;
}

/** A small Debian 13 with the tools of the build, so that the release of the host does not matter. */
export interface Chroot {
  /** Changes when the recipe does. */
  key: string;
  /** Runs a command to its end as root of the chroot. Throws with its last lines of output. */
  run(argv: readonly [string, ...string[]], options: ChrootRunOptions): Promise<void>;
}

const suite = "trixie";
// mke2fs loads libarchive at run time, to fill a file system from a tar file.
const packages = [
  "quickjs",
  "libquickjs",
  "libseccomp-dev",
  "gcc",
  "libc6-dev",
  "e2fsprogs",
  "libarchive13t64",
];
const unneeded = [
  "/usr/share/doc/*",
  "/usr/share/man/*",
  "/usr/share/locale/*",
  "/usr/share/info/*",
  "/usr/libexec/gcc/*/lto1",
  "/usr/lib/x86_64-linux-gnu/perl-base/unicore/*",
];

const recipe = [
  "--variant=essential",
  "--format=tar",
  "--architectures=amd64",
  `--include=${packages.join(",")}`,
  '--aptopt=APT::Install-Recommends "false"',
  '--aptopt=Acquire::Retries "3"',
  ...unneeded.map((path) => `--dpkgopt=path-exclude=${path}`),
  suite,
  "-",
];

const isRoot = process.getuid?.() === 0;

/**
 * Makes the build chroot, or finds it in the cache. It is kept as a tar file rather than a folder: an
 * ordinary user could neither enter nor remove a folder that belongs to subordinate ids.
 * Its packages come from where the image's do.
 */
export async function buildChroot(log: Log): Promise<Chroot> {
  const make = async (unfinished: string) => {
    const places = await hostMirrors();
    const tar = openSync(join(unfinished, "root.tar"), "w", 0o644);
    try {
      await runMmdebstrap(["mmdebstrap", `--mode=${isRoot ? "root" : "unshare"}`, ...recipe, ...places], {
        tar,
        log,
        remedy:
          "The build chroot needs the packages mmdebstrap, uidmap and debian-archive-keyring and a " +
          "connection to the Debian archive. Run the same command again: nothing half made was kept.",
      });
    } finally {
      closeSync(tar);
    }
  };
  const { folder } = await cached("chroot", [{ value: recipe }], make, { log });
  const tarPath = join(folder, "root.tar");
  return { key: basename(folder), run: (argv, options) => runInside(tarPath, argv, options) };
}

/*
 * Runs in mount and PID namespaces of its own, so that the kernel takes away every mount and process at the
 * end. /sys is a folder that every host has and no work folder is under. Paths are not used for what belongs
 * to the host: a subordinate id may not pass through a closed home, but it inherits descriptor 3 (the tar
 * file) and the current directory (the work folder).
 */
const enter = `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=0755 chroot /sys
tar -C /sys -x --exclude=./dev/* --exclude=./sys/* <&3
exec 3<&-
mkdir -p /sys/work
mount --no-canonicalize --bind . /sys/work
mount --rbind /dev /sys/dev
mount -t proc proc /sys/proc
exec env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C.UTF-8 TMPDIR=/tmp \
  chroot /sys sh -c 'cd /work && exec "$@"' sh "$@"
`;

async function runInside(
  tarPath: string,
  argv: readonly [string, ...string[]],
  { work, stdin, log }: ChrootRunOptions,
): Promise<void> {
  // A subordinate id is anybody to the folder's owner.
  if (!isRoot) await chmod(work, 0o777);
  const unshare = isRoot
    ? ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    : ["mmdebstrap", "--unshare-helper"];
  const nothing = openSync("/dev/null", "r");
  const tar = openSync(tarPath, "r");
  try {
    const options: CommandOptions = { cwd: work, descriptors: [stdin ?? nothing, tar] };
    if (log !== undefined) options.log = log;
    const [program = "", ...rest] = [...unshare, "sh", "-c", enter, "sh", ...argv];
    await runCommand([program, ...rest], options);
  } catch (error) {
    throw new Error(`Cannot run ${argv[0]} in the build chroot`, { cause: error });
  } finally {
    closeSync(tar);
    closeSync(nothing);
  }
}
