import { closeSync, openSync } from "node:fs";
import { runCommand } from "../../../lab-server/setup/command.ts";

/*
 * In mount and PID namespaces of its own, so that nothing is left: unpacks the tar file (descriptor 3) into memory,
 * and makes it the root by pivot_root, because runtimes refuse to work in a chroot. /sys/fs/cgroup is cgroup2, as on
 * every current system; where the host still has version 1 beside it, it is the same tree without its controllers.
 */
const enter = `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=0755 root /sys
tar -C /sys -x --exclude=./dev/* --exclude=./sys/* <&3
exec 3<&-
mkdir -p /sys/work /sys/old
mount --no-canonicalize --bind . /sys/work
mount --rbind /dev /sys/dev
mount -t tmpfs tmpfs /sys/run
mount -t proc proc /sys/proc
mount -t sysfs sysfs /sys/sys
mount -t cgroup2 cgroup2 /sys/sys/fs/cgroup
cd /sys
pivot_root . old
cd /work
busybox umount -l /old
exec env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C.UTF-8 "$@"
`;

/**
 * Runs a command in a Debian of its own with the folder `work` of the host at /work, where it starts. As root.
 * Throws with its last words when it fails.
 */
export async function runInRoot(
  rootTar: string,
  argv: readonly string[],
  { work }: { work: string },
): Promise<void> {
  const nothing = openSync("/dev/null", "r");
  const tar = openSync(rootTar, "r");
  try {
    const isolate = ["unshare", "--mount", "--pid", "--fork", "--kill-child"] as const;
    await runCommand([...isolate, "sh", "-c", enter, "sh", ...argv], {
      cwd: work,
      descriptors: [nothing, tar],
    });
  } finally {
    closeSync(tar);
    closeSync(nothing);
  }
}
