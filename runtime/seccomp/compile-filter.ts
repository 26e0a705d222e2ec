import { errnoName } from "../../sys/errno.ts";
import { callLibrary } from "../../sys/library.ts";
import { log } from "../cli/log.ts";
import type { Seccomp } from "../config/config.ts";
import { FilterCache } from "./filter-cache.ts";
import { actionValue, filterRules } from "./filter-rules.ts";
import { type NewestCall, refuseNewerCalls } from "./newer-calls.ts";

/**
 * The BPF program, an array of struct sock_filter, that carries out linux.seccomp. libseccomp makes it, which takes
 * milliseconds for profiles of the usual size; so programs are kept below the folder of the runtime's state and found
 * there by what they were made of.
 */
export function compileFilter(seccomp: Seccomp, stateRoot: string): Uint8Array {
  const cache = new FilterCache(stateRoot, seccomp);
  const known = cache.find();
  if (known) return known;
  const program = compile(seccomp);
  cache.keep(program);
  return program;
}

const optimizeAttribute = 8; // SCMP_FLTATR_CTL_OPTIMIZE
/** Made in the same time as a list; the kernel, which tries every call when it loads a filter, takes half the time. */
const binaryTree = 2;
/** Up to here a tree does not pay. */
const fewCalls = 32;
const existsAlready = -17; // EEXIST
const unknownCall = -1; // __NR_SCMP_ERROR

function compile(seccomp: Seccomp): Uint8Array {
  const filter = callLibrary("seccomp_init", actionValue(seccomp.defaultAction, seccomp.defaultErrnoRet));
  if (filter === 0) throw new Error("linux.seccomp: libseccomp cannot make a filter");
  try {
    addArchitectures(filter, seccomp);
    if (countCalls(seccomp) > fewCalls)
      callLibrary("seccomp_attr_set", filter, optimizeAttribute, binaryTree);
    addRules(filter, seccomp);
    return joined(refuseNewerCalls(newestCalls(seccomp)), programOf(filter));
  } finally {
    callLibrary("seccomp_release", filter);
  }
}

const countCalls = ({ syscalls = [] }: Seccomp) =>
  syscalls.reduce((count, { names }) => count + names.length, 0);

/** libseccomp's token of an architecture. */
const tokenOf = (name: string): number =>
  callLibrary("seccomp_arch_resolve_name", name.slice("SCMP_ARCH_".length).toLowerCase()) >>> 0;

/** Every filter is for this machine's own architecture, and for those that are named. */
function addArchitectures(filter: number, { architectures = [] }: Seccomp): void {
  for (const [index, name] of architectures.entries()) {
    const result = callLibrary("seccomp_arch_add", filter, tokenOf(name));
    if (result < 0 && result !== existsAlready)
      throw new Error(`linux.seccomp.architectures[${index}]: cannot add ${name}: ${errnoName(-result)}`);
  }
}

/** Names that no kernel known here has are skipped: profiles are written for newer and for older ones. */
function addRules(filter: number, seccomp: Seccomp): void {
  const native = callLibrary("seccomp_arch_native") >>> 0;
  for (const { index, name, action, conditionCount, conditions } of filterRules(seccomp)) {
    const number = callLibrary("seccomp_syscall_resolve_name_arch", native, name);
    if (number === unknownCall) {
      log.debug(() => `linux.seccomp.syscalls[${index}]: the system call ${name} is not known`);
      continue;
    }
    const result = callLibrary("seccomp_rule_add_array", filter, action, number, conditionCount, conditions);
    if (result < 0)
      throw new Error(
        `linux.seccomp.syscalls[${index}]: cannot add a rule for ${name}: ${errnoName(-result)}`,
      );
  }
}

/** None where the default lets calls through, and those that a tracer answers. */
function newestCalls({ defaultAction, architectures = [], syscalls = [] }: Seccomp): NewestCall[] {
  if (["SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE"].includes(defaultAction)) return [];
  const native = callLibrary("seccomp_arch_native") >>> 0;
  const tokens = new Set([native, ...architectures.map(tokenOf)]);
  const names = syscalls.flatMap(({ names }) => names);
  const newest: NewestCall[] = [];
  for (const token of tokens) {
    let number = 0;
    for (const name of names)
      number = Math.max(number, callLibrary("seccomp_syscall_resolve_name_arch", token, name));
    if (number > 0) newest.push({ ...auditArchitecture(token), number });
  }
  return newest;
}

/** libseccomp's tokens are what the kernel calls an architecture, but for x32, which to the kernel is x86-64. */
function auditArchitecture(token: number): Pick<NewestCall, "architecture" | "hasX32Bit"> {
  const x32 = 0x4000003e; // SCMP_ARCH_X32
  const x86 = 0xc000003e; // AUDIT_ARCH_X86_64
  return token === x32 ? { architecture: x86, hasX32Bit: true } : { architecture: token, hasX32Bit: false };
}

function programOf(filter: number): Uint8Array {
  const length = new BigUint64Array(1);
  const lengthBytes = new Uint8Array(length.buffer);
  let result = callLibrary("seccomp_export_bpf_mem", filter, null, lengthBytes);
  const program = new Uint8Array(Number(length[0]));
  if (result === 0) result = callLibrary("seccomp_export_bpf_mem", filter, program, lengthBytes);
  if (result < 0) throw new Error(`linux.seccomp: libseccomp cannot make a program: ${errnoName(-result)}`);
  return program;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.byteLength + second.byteLength);
  both.set(first);
  both.set(second, first.byteLength);
  return both;
}
