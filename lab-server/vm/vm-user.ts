import { readFile } from "node:fs/promises";

/** The system user as which QEMU runs when the server is root. Made by the setup. */
export const vmUserName = "cloison-vm";

export interface VmUser {
  uid: number;
  gid: number;
}

/**
 * Who runs QEMU: undefined for the server's own user, if that is not root. Throws when the server is root
 * and the system user is missing, because QEMU must never be root.
 */
export async function vmUser(): Promise<VmUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const line = (await readFile("/etc/passwd", "utf8"))
    .split("\n")
    .find((line) => line.startsWith(`${vmUserName}:`));
  const [, , uid, gid] = line?.split(":").map(Number) ?? [];
  if (!uid || !gid)
    throw new Error(
      `Cannot run machines: the user ${vmUserName} is missing. ` +
        `Make it with: useradd --system --user-group --no-create-home --shell /usr/sbin/nologin ${vmUserName}`,
    );
  return { uid, gid };
}

/**
 * Puts a command under QEMU's user, and lets it die with the process that starts it. A parent that only sets the
 * user would leave the group of root among the supplementary ones. See setpriv(1).
 */
export function confinedCommand(user: VmUser | undefined, command: string[]): string[] {
  const asUser = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"] : [];
  return ["setpriv", "--pdeathsig", "KILL", ...asUser, "--", ...command];
}
