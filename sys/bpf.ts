import { address, attempt, decodeText, encodeText, perform } from "./door.ts";
import { Errno } from "./errno.ts";
import { SystemError } from "./system-error.ts";

/** Commands of bpf(2). */
const Command = { load: 5, attach: 8, detach: 9, openById: 13, query: 16 } as const;

/** Kinds of program (BPF_PROG_TYPE_…) and where they are attached (enum bpf_attach_type). */
export const ProgramType = { cgroupDevice: 15 } as const;
export const AttachType = { cgroupDevice: 6 } as const;

const allowOthers = 2; // BPF_F_ALLOW_MULTI
const replaceFlag = 4; // BPF_F_REPLACE
/** As many as may be attached to one cgroup. */
const mostPrograms = 64;
/** union bpf_attr; what a kernel does not know must be 0, and is. */
const attributeBytes = 128;
const logBytes = 256 * 1024;
const instructionBytes = 8;
const nameOffset = 48;

function attribute(): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(attributeBytes);
  return { bytes, view: new DataView(bytes.buffer) };
}

/**
 * Gives the kernel a program, instructions as in struct bpf_insn. Result: its descriptor. When the kernel's verifier
 * refuses it, the error tells its reason.
 */
export function loadProgram(type: number, program: { instructions: Uint8Array; name: string }): number {
  const { instructions, name } = program;
  // Any text will do: only programs that call certain functions of the kernel must be under the GPL.
  const license = encodeText("Apache-2.0\0");
  const { bytes, view } = attribute();
  view.setUint32(0, type, true);
  view.setUint32(4, instructions.byteLength / instructionBytes, true);
  view.setBigUint64(8, BigInt(address(instructions)), true);
  view.setBigUint64(16, BigInt(address(license)), true);
  for (let index = 0; index < Math.min(name.length, 15); index++)
    view.setUint8(nameOffset + index, name.charCodeAt(index));
  const result = attempt("bpf", Command.load, bytes, attributeBytes);
  if (result >= 0) return result;
  if (result !== -Errno.EINVAL && result !== -Errno.EACCES) throw new SystemError("bpf", -result);
  // The log costs time, so it is asked for only now.
  const log = new Uint8Array(logBytes);
  view.setUint32(24, 1, true);
  view.setUint32(28, log.byteLength, true);
  view.setBigUint64(32, BigInt(address(log)), true);
  const again = attempt("bpf", Command.load, bytes, attributeBytes);
  if (again >= 0) return again;
  const text = decodeText(log, 0, Math.max(log.indexOf(0), 0)).trim();
  throw new Error(`the kernel's verifier refuses the program${text && `: ${text}`}`, {
    cause: new SystemError("bpf", -again),
  });
}

export interface AttachOptions {
  program: number;
  type: number;
  /** The program, attached to the same cgroup, whose place it takes in one step. */
  replaces?: number | undefined;
}

/** Attaches a program to a cgroup's open directory, beside others, or in the place of one. */
export function attachProgram(cgroup: number, options: AttachOptions): void {
  const { bytes, view } = attribute();
  view.setUint32(0, cgroup, true);
  view.setUint32(4, options.program, true);
  view.setUint32(8, options.type, true);
  view.setUint32(12, options.replaces === undefined ? allowOthers : allowOthers | replaceFlag, true);
  view.setUint32(16, options.replaces ?? 0, true);
  perform("bpf", Command.attach, bytes, attributeBytes);
}

/** Takes a program off a cgroup. false: it was not attached. */
export function detachProgram(cgroup: number, { program, type }: { program: number; type: number }): boolean {
  const { bytes, view } = attribute();
  view.setUint32(0, cgroup, true);
  view.setUint32(4, program, true);
  view.setUint32(8, type, true);
  const result = attempt("bpf", Command.detach, bytes, attributeBytes);
  if (result < 0 && result !== -Errno.ENOENT) throw new SystemError("bpf", -result);
  return result === 0;
}

/** The kernel's numbers of the programs that are attached to a cgroup itself, not to one above it. */
export function attachedPrograms(cgroup: number, type: number): number[] {
  const ids = new Uint32Array(mostPrograms);
  const idBytes = new Uint8Array(ids.buffer);
  const { bytes, view } = attribute();
  view.setUint32(0, cgroup, true);
  view.setUint32(4, type, true);
  view.setBigUint64(16, BigInt(address(idBytes)), true);
  view.setUint32(24, ids.length, true);
  perform("bpf", Command.query, bytes, attributeBytes);
  // No program has the number 0.
  return [...ids.subarray(0, view.getUint32(24, true))].filter((id) => id !== 0);
}

/** A descriptor of a loaded program. undefined: it is gone, or a security module hides it. */
export function openProgram(id: number): number | undefined {
  const { bytes, view } = attribute();
  view.setUint32(0, id, true);
  const result = attempt("bpf", Command.openById, bytes, attributeBytes);
  if (result === -Errno.ENOENT || result === -Errno.EACCES || result === -Errno.EPERM) return undefined;
  if (result < 0) throw new SystemError("bpf", -result);
  return result;
}
