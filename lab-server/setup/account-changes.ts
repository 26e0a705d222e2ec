import { vmUserName } from "../vm/vm-user.ts";
import type { RootCommand } from "./installation-plan.ts";
import { freeSubIds, hasSubIds } from "./sub-ids.ts";

/** The host's account files, as text; empty where there is none. */
export interface Accounts {
  passwd: string;
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

function vmUserChanges({ passwd }: Accounts): { command: RootCommand; purpose: string }[] {
  if (passwd.split("\n").some((line) => line.startsWith(`${vmUserName}:`))) return [];
  const options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"];
  const command: RootCommand = ["useradd", ...options, "--shell", "/usr/sbin/nologin", vmUserName];
  return [{ command, purpose: `makes the system user ${vmUserName}, as which the machines' QEMU runs` }];
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
