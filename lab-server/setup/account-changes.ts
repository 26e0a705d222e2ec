import { vmUserName } from "../vm/vm-user.ts";
import type { RootCommand } from "./installation-plan.ts";
import { freeSubIds, hasSubIds } from "./sub-ids.ts";

/** The host's account files, as text; empty where there is none. */
export interface Accounts {
  passwd: string;
  group: string;
  subuid: string;
  subgid: string;
}

/** Who runs the setup. */
export interface Caller {
  name: string;
  uid: number;
}

/**
 * The changes to the host's accounts that are missing: for root a user for QEMU, which must not be root;
 * for an ordinary user the subordinate ids to build a Debian system with.
 */
export function accountChanges(
  accounts: Accounts,
  caller: Caller,
): { command: RootCommand; purpose: string }[] {
  return caller.uid === 0 ? vmUserChanges(accounts) : subIdChanges(accounts, caller);
}

function vmUserChanges({ passwd, group }: Accounts): { command: RootCommand; purpose: string }[] {
  const changes: { command: RootCommand; purpose: string }[] = [];
  const options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"];
  if (!passwd.split("\n").some((line) => line.startsWith(`${vmUserName}:`)))
    changes.push({
      command: ["useradd", ...options, "--shell", "/usr/sbin/nologin", vmUserName],
      purpose: `makes the system user ${vmUserName}, as which the machines' QEMU runs`,
    });
  const kvm = group.split("\n").find((line) => line.startsWith("kvm:"));
  const members = kvm?.split(":")[3]?.split(",") ?? [];
  if (kvm !== undefined && !members.includes(vmUserName))
    changes.push({
      command: ["usermod", "--append", "--groups", "kvm", vmUserName],
      purpose: `lets ${vmUserName} use hardware virtualization`,
    });
  return changes;
}

function subIdChanges({ subuid, subgid }: Accounts, caller: Caller) {
  if (hasSubIds(subuid, caller) && hasSubIds(subgid, caller)) return [];
  const { first, last } = freeSubIds(`${subuid}\n${subgid}`);
  const range = `${first}-${last}`;
  const command: RootCommand = ["usermod", "--add-subuids", range, "--add-subgids", range, caller.name];
  return [
    { command, purpose: `gives ${caller.name} subordinate ids, to build a Debian system without root` },
  ];
}
