import type { SystemCall } from "../../sys/door.ts";
import type { FlagFamily, NameFamily } from "./flag-names.ts";

/** What a word of a system call means to a reader. */
export type Meaning =
  | "fd"
  | "text"
  | "number"
  | "octal"
  | "bytes"
  | "out"
  | "how"
  | "clone-args"
  | "mount-attr"
  | "route"
  | "file-mode"
  | "device"
  | "strings"
  | FlagFamily
  | NameFamily;

/**
 * The words of each system call that the runtime makes, in their order (the synopses of section 2 of the manual).
 * `out` is a buffer that the kernel fills; trailing words that are always the same are left out.
 */
export const signatures: Partial<Record<SystemCall, readonly Meaning[]>> = {
  accept4: ["fd"],
  bpf: ["bpf", "bytes", "number"],
  capget: ["bytes", "out"],
  capset: ["bytes", "bytes"],
  chdir: ["text"],
  chroot: ["text"],
  clone3: ["clone-args", "number"],
  close: ["fd"],
  close_range: ["number", "number", "number"],
  connect: ["fd", "bytes", "number"],
  dup3: ["fd", "fd", "open"],
  execve: ["text", "strings", "strings"],
  execveat: ["fd", "text", "strings", "strings", "at"],
  exit_group: ["number"],
  faccessat2: ["fd", "text", "number", "number"],
  fchdir: ["fd"],
  fchmod: ["fd", "octal"],
  fchown: ["fd", "number", "number"],
  fchownat: ["fd", "text", "number", "number", "at"],
  fcntl: ["fd", "number", "number"],
  flock: ["fd", "flock"],
  fsconfig: ["fd", "number", "text", "text", "number"],
  fsmount: ["fd", "number", "attribute"],
  fsopen: ["text", "number"],
  fstatfs: ["fd", "out"],
  getcwd: ["out", "number"],
  getgid: [],
  getpid: [],
  getuid: [],
  getdents64: ["fd", "out", "number"],
  ioctl: ["fd", "ioctl", "bytes"],
  ioprio_set: ["number", "number", "number"],
  keyctl: ["keyctl", "text"],
  lseek: ["fd", "number", "number"],
  memfd_create: ["text", "number"],
  mkdirat: ["fd", "text", "octal"],
  mknodat: ["fd", "text", "file-mode", "device"],
  mount: ["text", "text", "text", "mount", "text"],
  mount_setattr: ["fd", "text", "at", "mount-attr"],
  move_mount: ["fd", "text", "fd", "text"],
  open_tree: ["fd", "text", "tree"],
  openat: ["fd", "text", "open", "octal"],
  openat2: ["fd", "text", "how"],
  personality: ["number"],
  pidfd_getfd: ["fd", "fd"],
  pidfd_open: ["number"],
  pidfd_send_signal: ["fd", "number"],
  pipe2: ["out", "open"],
  pivot_root: ["text", "text"],
  poll: ["bytes", "number", "number"],
  prctl: ["prctl", "number"],
  prlimit64: ["number", "number", "bytes"],
  read: ["fd", "out", "number"],
  readlinkat: ["fd", "text", "out"],
  recvfrom: ["fd", "out", "number", "number"],
  recvmsg: ["fd", "out"],
  renameat2: ["fd", "text", "fd", "text"],
  rt_sigprocmask: ["number", "bytes"],
  sched_setaffinity: ["number", "number", "bytes"],
  sched_setattr: ["number", "bytes"],
  seccomp: ["seccomp", "number", "bytes"],
  sendfile: ["fd", "fd"],
  sendmsg: ["fd", "bytes"],
  sendto: ["fd", "route", "number"],
  set_mempolicy: ["number", "bytes", "number"],
  setdomainname: ["bytes", "number"],
  setgroups: ["number", "bytes"],
  sethostname: ["bytes", "number"],
  setns: ["fd", "clone"],
  setresgid: ["number", "number", "number"],
  setresuid: ["number", "number", "number"],
  setsid: [],
  socket: ["number", "number", "number"],
  socketpair: ["number", "number", "number", "out"],
  statfs: ["text", "out"],
  statx: ["fd", "text", "at"],
  symlinkat: ["text", "fd", "text"],
  umask: ["octal"],
  umount2: ["text", "unmount"],
  unlinkat: ["fd", "text", "at"],
  unshare: ["clone"],
  wait4: ["number"],
  write: ["fd", "bytes", "number"],
};
