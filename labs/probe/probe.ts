/** One entry of a directory in the machine. */
export interface DirectoryEntry {
  name: string;
  type: "file" | "directory" | "link" | "fifo" | "socket" | "character" | "block" | "unknown";
}

/** A process as one pass over /proc sees it; kernel threads are left out. */
export interface ProcessSnapshot {
  pid: number;
  ppid: number;
  comm: string;
  argv: string[];
  /** Inode of /proc/<pid>/ns/<kind>, by kind: cgroup ipc mnt net pid pid_for_children time user uts. */
  linuxNamespaces: Record<string, bigint>;
  /** /proc/<pid>/status, whole; see parseStatus. */
  status: string;
  /** /proc/<pid>/cgroup, whole; see parseCgroupMembership. */
  cgroup: string;
}

/** The kinds that a reader can enter to look out from inside a process. */
export type EnterableLinuxNamespace = "uts" | "ipc" | "net" | "mnt";

/** From where a file is read: in these Linux namespaces of process `pid`, in all others as usual. */
export interface Inside {
  /** As the machine numbers it, not as the process itself sees it. */
  pid: number;
  linuxNamespaces: readonly EnterableLinuxNamespace[];
}

/**
 * The eyes of a check: what it may ask of the machine. Every call reads the kernel anew.
 * Runs on the server, so that the machine never holds the check.
 */
export interface Probe {
  /** The text of a file, at most 1 MiB of it. Throws {@link ProbeError}. */
  readFile(path: string): Promise<string>;
  /**
   * The text of a file as a process of the machine would read it: some files, such as
   * /proc/sys/kernel/hostname, answer according to the reader's Linux namespaces, so no path that the
   * machine's root can open shows another process's value. The reader enters the named ones by setns(2)
   * in a child made for this one read; with `mnt`, `path` is looked up in that process's mount namespace.
   * At most 1 MiB. Throws {@link ProbeError}: `missing` when the file or the process is not there, be it
   * that the process ended meanwhile.
   */
  readFileIn(path: string, inside: Inside): Promise<string>;
  /** Entries without . and .., sorted by name. Throws {@link ProbeError}. */
  listDirectory(path: string): Promise<DirectoryEntry[]>;
  /** Every process, sorted by pid. */
  listProcesses(): Promise<ProcessSnapshot[]>;
}

/** A file that could not be read: `missing` is an answer to a check, `failed` is our trouble. */
export class ProbeError extends Error {
  readonly code: "missing" | "failed";
  readonly path: string;

  constructor(code: "missing" | "failed", path: string, options?: ErrorOptions) {
    super(`Cannot read ${path} in the machine: ${code}`, options);
    this.code = code;
    this.path = path;
  }
}
