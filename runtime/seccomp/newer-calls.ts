/** The newest system call that a profile knows, in one way of making calls. */
export interface NewestCall {
  /** AUDIT_ARCH_…, as the kernel tells a filter. */
  architecture: number;
  /** x86-64 and x32 are one architecture to a filter; the calls of x32 have bit 30. */
  hasX32Bit: boolean;
  number: number;
}

const architectureX86 = 0xc000003e; // AUDIT_ARCH_X86_64
const x32Bit = 0x40000000;
const loadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
const jumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const jumpIfGreater = 0x25; // BPF_JMP | BPF_JGT | BPF_K
const jumpIfSet = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const returnValue = 0x06; // BPF_RET | BPF_K
const numberOffset = 0; // struct seccomp_data
const architectureOffset = 4;
const noSuchCall = 0x00050026; // SECCOMP_RET_ERRNO | ENOSYS

type Instruction = [code: number, value: number, ifTrue?: number, ifFalse?: number];

/**
 * The beginning of a filter: answers ENOSYS to system calls that are newer than the profile's author knew, before the
 * profile's default, usually EPERM, is reached. The C library tries new calls first and goes back to the old ones
 * when the kernel does not have them, which only ENOSYS says. Docker's profile counts on its runtime for that, and runc
 * does the same. The kernel numbers calls in the order of their making, so a larger number is a newer call.
 */
export function refuseNewerCalls(newest: readonly NewestCall[]): Uint8Array {
  return encode(newest.flatMap(section));
}

/** What is not its own to judge it leaves to what follows. */
function section({ architecture, hasX32Bit, number }: NewestCall): Instruction[] {
  const verdict: Instruction[] = [
    [jumpIfGreater, number, 0, 1],
    [returnValue, noSuchCall],
  ];
  if (architecture === architectureX86)
    verdict.unshift([jumpIfSet, x32Bit, ...(hasX32Bit ? ([0, 2] as const) : ([2, 0] as const))]);
  return [
    [loadWord, architectureOffset],
    [jumpIfEqual, architecture, 0, verdict.length + 1],
    [loadWord, numberOffset],
    ...verdict,
  ];
}

/** An array of struct sock_filter. */
function encode(instructions: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(instructions.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, [code, value, ifTrue = 0, ifFalse = 0]] of instructions.entries()) {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, ifTrue);
    view.setUint8(index * 8 + 3, ifFalse);
    view.setUint32(index * 8 + 4, value, true);
  }
  return bytes;
}
