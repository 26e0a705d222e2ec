/*
 * What each option of a mount means (runtime-spec config.md, "Linux mount options"). Flags are those of mount(2);
 * attributes those of mount_setattr(2), in which the access time is one field of several bits. The numbers stand
 * here and not as names of sys/, so that this table can be read, and tested, by itself.
 */
const flagOptions: Record<string, { set?: number; clear?: number }> = {
  defaults: {},
  ro: { set: 0x1 },
  rw: { clear: 0x1 },
  nosuid: { set: 0x2 },
  suid: { clear: 0x2 },
  nodev: { set: 0x4 },
  dev: { clear: 0x4 },
  noexec: { set: 0x8 },
  exec: { clear: 0x8 },
  sync: { set: 0x10 },
  async: { clear: 0x10 },
  remount: { set: 0x20 },
  mand: { set: 0x40 },
  nomand: { clear: 0x40 },
  dirsync: { set: 0x80 },
  nosymfollow: { set: 0x100 },
  symfollow: { clear: 0x100 },
  noatime: { set: 0x400 },
  atime: { clear: 0x400 },
  nodiratime: { set: 0x800 },
  diratime: { clear: 0x800 },
  bind: { set: 0x1000 },
  rbind: { set: 0x5000 },
  silent: { set: 0x8000 },
  loud: { clear: 0x8000 },
  acl: { set: 0x10000 },
  noacl: { clear: 0x10000 },
  relatime: { set: 0x200000 },
  norelatime: { clear: 0x200000 },
  iversion: { set: 0x800000 },
  noiversion: { clear: 0x800000 },
  strictatime: { set: 0x1000000 },
  nostrictatime: { clear: 0x1000000 },
  lazytime: { set: 0x2000000 },
  nolazytime: { clear: 0x2000000 },
};

const propagationOptions: Record<string, number> = {
  unbindable: 0x20000,
  runbindable: 0x24000,
  private: 0x40000,
  rprivate: 0x44000,
  slave: 0x80000,
  rslave: 0x84000,
  shared: 0x100000,
  rshared: 0x104000,
};

const accessTime = 0x70;

/** With an r before them these change the whole tree of a bind mount; without, its top alone. */
const attributeOptions: Record<string, { set?: number; clear?: number }> = {
  ro: { set: 0x1 },
  rw: { clear: 0x1 },
  nosuid: { set: 0x2 },
  suid: { clear: 0x2 },
  nodev: { set: 0x4 },
  dev: { clear: 0x4 },
  noexec: { set: 0x8 },
  exec: { clear: 0x8 },
  nodiratime: { set: 0x80 },
  diratime: { clear: 0x80 },
  relatime: { clear: accessTime },
  norelatime: { set: 0x20, clear: accessTime },
  noatime: { set: 0x10, clear: accessTime },
  atime: { clear: accessTime },
  strictatime: { set: 0x20, clear: accessTime },
  nostrictatime: { clear: accessTime },
  nosymfollow: { set: 0x200000 },
  symfollow: { clear: 0x200000 },
};

/** Bits to set and to clear; a bit in both is a field that gets a new value. */
export interface AttributeBits {
  set: number;
  clear: number;
}

/** The options of one mount, taken apart. */
export interface MountOptionSet {
  /** For mount(2). */
  flags: number;
  /** For the file system itself, separated by commas. */
  data: string;
  isBind: boolean;
  isRecursive: boolean;
  /** Of the top of a bind mount, and of all of it. */
  attributes: AttributeBits;
  recursiveAttributes: AttributeBits;
  /** Propagation types in their order, for mount(2). */
  propagation: number[];
  /** The contents of what it covers are copied into it. */
  copiesUp: boolean;
  idMap: "top" | "tree" | undefined;
}

const bind = 0x1000;
const recursive = 0x4000;

/** Takes the options of a mount apart. What is not known is the file system's own. */
export function readMountOptions(options: readonly string[]): MountOptionSet {
  const result: MountOptionSet = {
    flags: 0,
    data: "",
    isBind: false,
    isRecursive: false,
    attributes: { set: 0, clear: 0 },
    recursiveAttributes: { set: 0, clear: 0 },
    propagation: [],
    copiesUp: false,
    idMap: undefined,
  };
  for (const option of options) readOption(result, option);
  result.isBind = (result.flags & bind) !== 0;
  result.isRecursive = (result.flags & recursive) !== 0;
  return result;
}

function readOption(result: MountOptionSet, option: string): void {
  const flag = own(flagOptions, option);
  const attribute = own(attributeOptions, option);
  const treeAttribute = option.startsWith("r") ? own(attributeOptions, option.slice(1)) : undefined;
  const propagation = own(propagationOptions, option);
  if (flag) {
    result.flags = (result.flags & ~(flag.clear ?? 0)) | (flag.set ?? 0);
    if (attribute) addBits(result.attributes, attribute);
  } else if (propagation !== undefined) result.propagation.push(propagation);
  else if (treeAttribute) addBits(result.recursiveAttributes, treeAttribute);
  else if (option === "tmpcopyup") result.copiesUp = true;
  else if (option === "idmap") result.idMap = "top";
  else if (option === "ridmap") result.idMap = "tree";
  else result.data += result.data === "" ? option : `,${option}`;
}

/** The last of several options that contradict each other counts. */
function addBits(bits: AttributeBits, { set = 0, clear = 0 }: { set?: number; clear?: number }): void {
  bits.set = (bits.set & ~clear) | set;
  bits.clear = (bits.clear & ~(set & ~clear)) | clear;
}

function own<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Every option with a meaning of its own, for `features`. */
export function knownMountOptions(): string[] {
  const tree = Object.keys(attributeOptions).map((name) => `r${name}`);
  const names = [...Object.keys(flagOptions), ...Object.keys(propagationOptions), ...tree];
  return [...names, "idmap", "ridmap", "tmpcopyup"].sort();
}
