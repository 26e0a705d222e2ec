/* Names of the kernel's flags, for reading. Each family is a list of values; what has no name is shown as a number. */

const families = {
  open: {
    O_WRONLY: 0o1,
    O_RDWR: 0o2,
    O_CREAT: 0o100,
    O_EXCL: 0o200,
    O_NOCTTY: 0o400,
    O_TRUNC: 0o1000,
    O_APPEND: 0o2000,
    O_NONBLOCK: 0o4000,
    O_DIRECTORY: 0o200000,
    O_NOFOLLOW: 0o400000,
    O_CLOEXEC: 0o2000000,
    O_PATH: 0o10000000,
  },
  clone: {
    CLONE_INTO_CGROUP: 0x200000000,
    CLONE_PARENT: 0x8000,
    CLONE_NEWTIME: 0x80,
    CLONE_NEWNS: 0x20000,
    CLONE_NEWCGROUP: 0x2000000,
    CLONE_NEWUTS: 0x4000000,
    CLONE_NEWIPC: 0x8000000,
    CLONE_NEWUSER: 0x10000000,
    CLONE_NEWPID: 0x20000000,
    CLONE_NEWNET: 0x40000000,
  },
  mount: {
    MS_RDONLY: 1,
    MS_NOSUID: 2,
    MS_NODEV: 4,
    MS_NOEXEC: 8,
    MS_SYNCHRONOUS: 16,
    MS_REMOUNT: 32,
    MS_MANDLOCK: 64,
    MS_DIRSYNC: 128,
    MS_NOSYMFOLLOW: 256,
    MS_NOATIME: 1024,
    MS_NODIRATIME: 2048,
    MS_BIND: 4096,
    MS_MOVE: 8192,
    MS_REC: 16384,
    MS_SILENT: 32768,
    MS_POSIXACL: 1 << 16,
    MS_UNBINDABLE: 1 << 17,
    MS_PRIVATE: 1 << 18,
    MS_SLAVE: 1 << 19,
    MS_SHARED: 1 << 20,
    MS_RELATIME: 1 << 21,
    MS_I_VERSION: 1 << 23,
    MS_STRICTATIME: 1 << 24,
    MS_LAZYTIME: 1 << 25,
  },
  attribute: {
    MOUNT_ATTR_RDONLY: 0x1,
    MOUNT_ATTR_NOSUID: 0x2,
    MOUNT_ATTR_NODEV: 0x4,
    MOUNT_ATTR_NOEXEC: 0x8,
    MOUNT_ATTR__ATIME: 0x70,
    MOUNT_ATTR_NOATIME: 0x10,
    MOUNT_ATTR_STRICTATIME: 0x20,
    MOUNT_ATTR_NODIRATIME: 0x80,
    MOUNT_ATTR_IDMAP: 0x100000,
    MOUNT_ATTR_NOSYMFOLLOW: 0x200000,
  },
  resolve: {
    RESOLVE_NO_XDEV: 1,
    RESOLVE_NO_MAGICLINKS: 2,
    RESOLVE_NO_SYMLINKS: 4,
    RESOLVE_BENEATH: 8,
    RESOLVE_IN_ROOT: 16,
  },
  at: { AT_SYMLINK_NOFOLLOW: 0x100, AT_REMOVEDIR: 0x200, AT_EMPTY_PATH: 0x1000, AT_RECURSIVE: 0x8000 },
  tree: { OPEN_TREE_CLONE: 1, AT_EMPTY_PATH: 0x1000, AT_RECURSIVE: 0x8000, OPEN_TREE_CLOEXEC: 0o2000000 },
  unmount: { MNT_FORCE: 1, MNT_DETACH: 2 },
  type: { S_IFIFO: 0o010000, S_IFCHR: 0o020000, S_IFBLK: 0o060000 },
} as const;

export type FlagFamily = keyof typeof families;

/** Flags by their names, the largest part first where one name covers several bits: "MS_NOSUID|MS_NODEV". */
export function flagNames(family: FlagFamily, value: number): string {
  let rest = value;
  const names: string[] = [];
  for (const [name, bits] of Object.entries<number>(families[family])) {
    if (!covers(rest, bits)) continue;
    names.push(name);
    rest -= bits;
  }
  if (rest !== 0) names.push(`0x${rest.toString(16)}`);
  return names.length > 0 ? names.join("|") : "0";
}

/** Flags of 64 bits do not fit the bitwise operators; those above 32 bits are single. */
function covers(value: number, bits: number): boolean {
  if (bits > 0xffffffff) return Math.floor(value / bits) % 2 === 1;
  return ((value % 2 ** 32) & bits) >>> 0 === bits;
}

/** Words that are one of several, not several at once. */
const names = {
  bpf: { 5: "BPF_PROG_LOAD", 8: "BPF_PROG_ATTACH", 9: "BPF_PROG_DETACH", 16: "BPF_PROG_QUERY" },
  flock: { 2: "LOCK_EX", 6: "LOCK_EX|LOCK_NB" },
  ioctl: {
    21505: "TCGETS",
    21518: "TIOCSCTTY",
    21523: "TIOCGWINSZ",
    21524: "TIOCSWINSZ",
    21569: "TIOCGPTPEER",
    35091: "SIOCGIFFLAGS",
    35092: "SIOCSIFFLAGS",
    1074025521: "TIOCSPTLCK",
  },
  keyctl: { 1: "KEYCTL_JOIN_SESSION_KEYRING", 5: "KEYCTL_SETPERM" },
  prctl: {
    4: "PR_SET_DUMPABLE",
    8: "PR_SET_KEEPCAPS",
    23: "PR_CAPBSET_READ",
    24: "PR_CAPBSET_DROP",
    36: "PR_SET_CHILD_SUBREAPER",
    38: "PR_SET_NO_NEW_PRIVS",
    47: "PR_CAP_AMBIENT",
  },
  rtnetlink: { 16: "RTM_NEWLINK", 18: "RTM_GETLINK", 20: "RTM_NEWADDR", 22: "RTM_GETADDR" },
  seccomp: { 1: "SECCOMP_SET_MODE_FILTER" },
} as const;

export type NameFamily = keyof typeof names;

/** The name of a value, or its number. */
export function valueName(family: NameFamily, value: number): string {
  return (names[family] as Readonly<Record<number, string>>)[value] ?? `0x${value.toString(16)}`;
}

export const isFlagFamily = (name: string): name is FlagFamily => Object.hasOwn(families, name);
export const isNameFamily = (name: string): name is NameFamily => Object.hasOwn(names, name);
