/** What decides where containers' state is kept when --root does not say. */
export interface RootFacts {
  /** Effective user of this process. */
  uid: number;
  /** Whether user 0 here is somebody else on the host. */
  isInUserNamespace: boolean;
  /** XDG_RUNTIME_DIR. */
  runtimeDirectory: string | undefined;
  /** USER. */
  user: string | undefined;
}

/** /run/cloison for the host's root, else a folder of the user's own. */
export function planStateRoot(facts: RootFacts): { root: string; isUsersOwn: boolean } {
  const isRootOfHost = facts.uid === 0 && (!facts.isInUserNamespace || facts.user === "root");
  const { runtimeDirectory } = facts;
  return runtimeDirectory && !isRootOfHost
    ? { root: `${runtimeDirectory}/cloison`, isUsersOwn: true }
    : { root: "/run/cloison", isUsersOwn: false };
}

/** Whether a uid_map (user_namespaces(7)) is of another user namespace than the first. */
export function isMapped(uidMap: string): boolean {
  return !/^\s*0\s+0\s+4294967295\s*$/.test(uidMap);
}
