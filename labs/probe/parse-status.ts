import { linesOf } from "./lines-of.ts";
import { parseUnsigned, parseUnsigned32 } from "./parse-unsigned.ts";

/** The four ids of one kind that a process carries. */
export interface ProcessIds {
  real: number;
  effective: number;
  saved: number;
  filesystem: number;
}

/** The five capability sets, one bit for each capability; see capabilityNames. */
export interface CapabilitySets {
  inheritable: bigint;
  permitted: bigint;
  effective: bigint;
  bounding: bigint;
  ambient: bigint;
}

/** What the course uses of /proc/<pid>/status. */
export interface ProcessStatus {
  /** The comm, at most 15 bytes, chosen by the process: never trust it. */
  name: string;
  /** R running, S sleeping, D disk sleep, T stopped, t traced, Z zombie, X dead, I idle, P parked. */
  state: string;
  pid: number;
  /** 0 for the first process of a PID namespace. */
  parentPid: number;
  uids: ProcessIds;
  gids: ProcessIds;
  /** Supplementary groups. */
  groups: number[];
  /** Its pid in each PID namespace it is seen from, the reader's first, its own last. */
  innerPids: number[];
  threads: number;
  /** Resident memory. Absent for a zombie and for a kernel thread. */
  residentBytes?: bigint;
  capabilities: CapabilitySets;
  noNewPrivileges: boolean;
  seccomp: "disabled" | "strict" | "filter";
}

const seccompModes = ["disabled", "strict", "filter"] as const;

/**
 * Parses /proc/<pid>/status, see proc_pid_status(5). The kernel escapes newline and backslash in the
 * name, so that a process cannot write lines of its own; still, a field seen twice is refused.
 */
export function parseStatus(text: string): ProcessStatus {
  const fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error("Cannot parse status: a line without a field name");
    const key = line.slice(0, colon);
    if (fields.has(key)) throw new Error(`Cannot parse status: the field ${key} is there twice`);
    fields.set(key, line.slice(colon + 1).replace(/^\t/, ""));
  }
  const field = (key: string): string => {
    const value = fields.get(key);
    if (value === undefined) throw new Error(`Cannot parse status: the field ${key} is missing`);
    return value;
  };
  const words = (key: string): string[] =>
    field(key)
      .split(/[\t ]+/)
      .filter((word) => word !== "");
  const numbers = (key: string): number[] =>
    words(key).map((word) => parseUnsigned32(word, `status: ${key}`));
  const number = (key: string): number => parseUnsigned32(field(key), `status: ${key}`);

  const seccomp = seccompModes[number("Seccomp")];
  if (seccomp === undefined)
    throw new Error(`Cannot parse status: Seccomp: unknown mode ${field("Seccomp")}`);
  const status: ProcessStatus = {
    name: field("Name").replace(/\\(n|\\)/g, (_, escaped) => (escaped === "n" ? "\n" : "\\")),
    state: field("State").slice(0, 1),
    pid: number("Pid"),
    parentPid: number("PPid"),
    uids: ids("Uid", numbers("Uid")),
    gids: ids("Gid", numbers("Gid")),
    groups: numbers("Groups"),
    innerPids: numbers("NSpid"),
    threads: number("Threads"),
    capabilities: {
      inheritable: capabilitySet("CapInh", field("CapInh")),
      permitted: capabilitySet("CapPrm", field("CapPrm")),
      effective: capabilitySet("CapEff", field("CapEff")),
      bounding: capabilitySet("CapBnd", field("CapBnd")),
      ambient: capabilitySet("CapAmb", field("CapAmb")),
    },
    noNewPrivileges: number("NoNewPrivs") === 1,
    seccomp,
  };
  if (fields.has("VmRSS")) {
    const [kibibytes, unit] = words("VmRSS");
    if (unit !== "kB") throw new Error("Cannot parse status: VmRSS: a number of kB is expected");
    status.residentBytes = parseUnsigned(kibibytes ?? "", "status: VmRSS") * 1024n;
  }
  return status;
}

function ids(key: string, numbers: number[]): ProcessIds {
  const [real, effective, saved, filesystem] = numbers;
  if (real === undefined || effective === undefined || saved === undefined || filesystem === undefined)
    throw new Error(`Cannot parse status: ${key}: four numbers are expected`);
  return { real, effective, saved, filesystem };
}

function capabilitySet(key: string, value: string): bigint {
  if (!/^[0-9a-f]{16}$/.test(value))
    throw new Error(`Cannot parse status: ${key}: 16 hexadecimal digits are expected`);
  return BigInt(`0x${value}`);
}
