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

/**
 * The eyes of a check: what it may ask of the machine. Every call reads the kernel anew.
 * Runs on the server, so that the machine never holds the check.
 */
export interface Probe {
  /** The text of a file, at most 1 MiB of it. Throws {@link ProbeError}. */
  readFile(path: string): Promise<string>;
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
