/* What options mean that several commands have. */

export const bundleHelp = [
  "DIR",
  "The bundle: the folder that holds config.json. The current directory if it is not given.",
] as const;

export const consoleSocketHelp = [
  "PATH",
  "A Unix socket where somebody listens: it receives the descriptor of the controlling side of the process's terminal. Needed for a detached process with a terminal.",
] as const;

export const pidfdSocketHelp = [
  "PATH",
  "A Unix socket where somebody listens: it receives a pidfd of the process.",
] as const;

export const pidFileHelp = ["FILE", "Write the process's id, as the host counts, to this file."] as const;

export const preserveFdsHelp = [
  "N",
  "Hand on N descriptors from number 3 upwards, after those that LISTEN_FDS announces.",
] as const;

export const noPivotHelp =
  "Move the root file system to / and change into it (MS_MOVE and chroot) instead of pivot_root, which cannot leave a ramdisk. Less safe: the host's root stays mounted below.";

export const noNewKeyringHelp = "Keep the caller's session keyring instead of making one for the container.";

export const noSubreaperHelp =
  "Do not take in processes whose parent has ended, while the container is attached.";

export const traceHelp =
  "Print each system call on standard error as it is made, with the part of config.json that caused it.";

export const detachHelp = "Return when the process runs, and leave it to the system.";
