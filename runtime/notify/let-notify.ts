import type { Config } from "../config/config.ts";

/** The name of the socket in its folder. */
export const socketName = "notify";

/**
 * The configuration of a container whose program may say that it is ready (sd_notify(3)). `socket` is where who called
 * the runtime listens; in its place the container gets the folder in which the runtime will.
 */
export function letNotify(config: Config, { socket, folder }: { socket: string; folder: string }): Config {
  const { process, mounts = [] } = config;
  if (!process) return config;
  // A name of the abstract namespace is no place for a folder.
  const place = socket.startsWith("/") ? socket : "/run/notify";
  const options = ["bind", "nosuid", "noexec", "nodev", "ro"];
  return {
    ...config,
    process: { ...process, env: [...(process.env ?? []), `NOTIFY_SOCKET=${place}/${socketName}`] },
    mounts: [...mounts, { destination: place, source: folder, type: "bind", options }],
  };
}
