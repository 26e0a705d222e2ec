import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { kvmGroup } from "./kvm-device.ts";
import type { Acceleration } from "./qemu-arguments.ts";

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
 * Who runs the QEMU of one machine: a user of its own, so that a guest that has broken out reaches neither the
 * files nor the processes of the others. The id follows from the machine's, needs no account, and is unlikely
 * to be another's. Without a machine's id, and where the host has no such users, it is the user of all.
 */
export function machineUser(
  user: VmUser | undefined,
  machine: { id?: string; acceleration: Acceleration },
): VmUser | undefined {
  if (!user) return undefined;
  const uid = machine.id === undefined ? user.uid : ownUid(machine.id);
  const gid = machine.acceleration === "kvm" ? kvmGroup() : undefined;
  const isThere = isMapped(uid, readFileSync("/proc/self/uid_map", "utf8"));
  return { uid: isThere ? uid : user.uid, gid: gid ?? user.gid };
}

/** Neither accounts nor systemd's containers use the ids from here on: https://systemd.io/UIDS-GIDS/ */
const firstUid = 1_879_048_192;
const uids = 2 ** 27;

/** `id` consists of 12 random hexadecimal digits. */
export const ownUid = (id: string) => firstUid + (Number.parseInt(id.slice(-7), 16) % uids);

/** Whether a user id exists here, by the text of /proc/self/uid_map: user_namespaces(7). */
export function isMapped(uid: number, uidMap: string): boolean {
  return uidMap.split("\n").some((line) => {
    const [first, , count] = line.trim().split(/\s+/).map(Number);
    return first !== undefined && count !== undefined && uid >= first && uid < first + count;
  });
}

/**
 * Puts a command under QEMU's user, and lets it die with the process that starts it. A parent that only sets the
 * user would leave the group of root among the supplementary ones. See setpriv(1).
 */
export function confinedCommand(user: VmUser | undefined, command: string[]): string[] {
  const asUser = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"] : [];
  return ["setpriv", "--pdeathsig", "KILL", ...asUser, "--", ...command];
}
