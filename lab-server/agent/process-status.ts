/** What the agent takes from /proc/<pid>/status; the rest travels whole. */
export interface ProcessStatus {
  comm: string;
  ppid: number;
  /** Whether the kernel says that it is one of its own threads; a kernel before 6.8 does not say. */
  isKernelThread: boolean;
}

/** Reads the first lines of a status file (proc_pid_status(5)). */
export function parseProcessStatus(status: string): ProcessStatus {
  const name = /^Name:\t(.*)$/m.exec(status)?.[1] ?? "";
  return {
    // The kernel writes a newline as \n and a backslash as \\.
    comm: name.replace(/\\(n|\\)/g, (_, escaped) => (escaped === "n" ? "\n" : "\\")),
    ppid: Number(/^PPid:\t(\d+)$/m.exec(status)?.[1] ?? 0),
    isKernelThread: /^Kthread:\t1$/m.test(status),
  };
}
