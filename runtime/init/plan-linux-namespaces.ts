/** As in config.json, linux.namespaces. */
export interface NamespaceEntry {
  type: "pid" | "network" | "mount" | "ipc" | "uts" | "user" | "cgroup" | "time";
  path?: string;
}

/** CLONE_NEW… of clone(2), by config.json's names. */
export const namespaceFlags = {
  pid: 0x20000000,
  network: 0x40000000,
  mount: 0x20000,
  ipc: 0x8000000,
  uts: 0x4000000,
  user: 0x10000000,
  cgroup: 0x2000000,
  time: 0x80,
} as const;

/** A namespace to join, and which entry asks for it. */
export interface NamespaceJoin {
  type: NamespaceEntry["type"];
  path: string;
  index: number;
}

/** How the init process gets into its Linux namespaces. */
export interface NamespacePlan {
  /** What clone3(2) makes for it at its birth. */
  bornWith: number;
  joins: NamespaceJoin[];
  /** Made by itself once it is in its cgroup, which becomes the root of what it sees. */
  makesCgroup: boolean;
  makesUser: boolean;
  /** Made before its birth: its offsets can be set only while nobody is inside. */
  makesTime: boolean;
  /**
   * Whether a process between the runtime and init is needed. A pid namespace takes in only children of who
   * joins it, new namespaces belong to the user namespace of who makes them, and an unprivileged init could not
   * join what is the host's: someone must do these things first, and that must not be the runtime.
   */
  needsForerunner: boolean;
}

/** Plans the way into the namespaces of config.json. */
export function planLinuxNamespaces(entries: readonly NamespaceEntry[]): NamespacePlan {
  const made = new Set(entries.filter(({ path }) => !path).map(({ type }) => type));
  const joins = entries.flatMap(({ type, path }, index) => (path ? [{ type, path, index }] : []));
  const joined = new Set(joins.map(({ type }) => type));
  let bornWith = 0;
  for (const type of made) if (type !== "cgroup" && type !== "time") bornWith |= namespaceFlags[type];
  const makesUser = made.has("user");
  const makesTime = made.has("time");
  return {
    bornWith,
    joins,
    makesCgroup: made.has("cgroup"),
    makesUser,
    makesTime,
    needsForerunner: joined.has("user") || joined.has("pid") || makesTime || (makesUser && joins.length > 0),
  };
}
