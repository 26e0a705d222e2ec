import { close, OpenFlag, open } from "../../sys/files.ts";
import { enterLinuxNamespace, LinuxNamespace, unshare } from "../../sys/linux-namespaces.ts";
import { MountFlag, mount } from "../../sys/mounts.ts";

const ownMounts = "/proc/thread-self/ns/mnt";

/** Does something among the mounts of the host, from within. */
export type Outside = (work: () => void) => void;

/**
 * Does `work` in a mount namespace of its own: what it mounts is seen by nobody else and gone with it, however it ends;
 * what others mount meanwhile still comes in. Afterwards the current directory is /.
 */
export function withOwnMounts<T>(work: (outside: Outside) => T): T {
  const home = open(ownMounts, OpenFlag.readOnly);
  unshare(LinuxNamespace.mnt);
  try {
    mount(null, "/", { flags: MountFlag.slave | MountFlag.recursive });
    return work((outer) => {
      const here = open(ownMounts, OpenFlag.readOnly);
      enterLinuxNamespace(home, LinuxNamespace.mnt);
      try {
        outer();
      } finally {
        enterLinuxNamespace(here, LinuxNamespace.mnt);
        close(here);
      }
    });
  } finally {
    enterLinuxNamespace(home, LinuxNamespace.mnt);
    close(home);
  }
}
