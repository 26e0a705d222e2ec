import type { Process } from "../config/config.ts";

/**
 * Tells a program of the sockets that it gets from descriptor 3 on, as systemd does (sd_listen_fds(3)). It takes them for
 * its own where it is process 1, as in a PID namespace of its own.
 */
export function announceSockets(process: Process, count: number): Process {
  if (count === 0) return process;
  return { ...process, env: [...(process.env ?? []), `LISTEN_FDS=${count}`, "LISTEN_PID=1"] };
}
