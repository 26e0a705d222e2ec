/** The variables of sd_listen_fds(3). */
export interface SocketVariables {
  /** LISTEN_FDS. */
  count: string | undefined;
  /** LISTEN_PID. */
  owner: string | undefined;
  /** The process that asks. */
  pid: () => number;
}

/** How many sockets systemd has passed to this process; those of another, whose environment it has, are not its own. */
export function listenSockets({ count, owner, pid }: SocketVariables): number {
  if (!count || (owner && owner !== String(pid()))) return 0;
  if (!/^\d{1,6}$/.test(count))
    throw new Error(`Cannot pass on sockets: LISTEN_FDS must be a number, found ${JSON.stringify(count)}`);
  return Number(count);
}
