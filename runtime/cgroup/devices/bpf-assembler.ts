/** A register of the kernel's virtual machine: r0 is the result, r1 the argument, r1 to r5 free to use here. */
export type Register = 0 | 1 | 2 | 3 | 4 | 5;

/** Where a jump goes: on from the instruction that follows {@link BpfAssembler.place}. */
export interface Label {
  target?: number;
}

interface Instruction {
  code: number;
  to: number;
  from: number;
  offset: number;
  value: number;
  label?: Label;
}

const instructionBytes = 8;

/*
 * Operation codes: the instruction's class in the low three bits, then its source (8: register, 0: constant), then the
 * operation. See the kernel's Documentation/bpf/standardization/instruction-set.rst. The arithmetic and the jumps are
 * those on 32 bits: device numbers are unsigned, and a 64-bit comparison would extend the sign of a large constant.
 */
const Code = {
  loadWord: 0x61, // LDX | MEM | W
  and: 0x54, // ALU | K | AND
  shiftRight: 0x74, // ALU | K | RSH
  set: 0xb4, // ALU | K | MOV
  copy: 0xbc, // ALU | X | MOV
  jumpIfEqual: 0x16, // JMP32 | K | JEQ
  jumpUnlessEqual: 0x56, // JMP32 | K | JNE
  exit: 0x95, // JMP | EXIT
} as const;

/** Writes a program for the kernel's virtual machine, eBPF; only what a device program needs. */
export class BpfAssembler {
  readonly #instructions: Instruction[] = [];

  get length(): number {
    return this.#instructions.length;
  }

  /** to = the word at `offset` of the memory that `from` points to. */
  loadWord(to: Register, from: Register, offset: number): void {
    this.#add({ code: Code.loadWord, to, from, offset });
  }

  /** to &= mask */
  and(to: Register, mask: number): void {
    this.#add({ code: Code.and, to, value: mask });
  }

  /** to >>= bits, unsigned */
  shiftRight(to: Register, bits: number): void {
    this.#add({ code: Code.shiftRight, to, value: bits });
  }

  /** to = from */
  copy(to: Register, from: Register): void {
    this.#add({ code: Code.copy, to, from });
  }

  jumpIfEqual(register: Register, value: number, label: Label): void {
    this.#add({ code: Code.jumpIfEqual, to: register, value, label });
  }

  jumpUnlessEqual(register: Register, value: number, label: Label): void {
    this.#add({ code: Code.jumpUnlessEqual, to: register, value, label });
  }

  /** Ends the program with a result. */
  exit(result: number): void {
    this.#add({ code: Code.set, to: 0, value: result });
    this.#add({ code: Code.exit });
  }

  /** Jumps to `label` arrive here. */
  place(label: Label): void {
    label.target = this.#instructions.length;
  }

  /** The program as bpf(2) takes it: struct bpf_insn one after another. */
  assemble(): Uint8Array {
    const bytes = new Uint8Array(this.#instructions.length * instructionBytes);
    const view = new DataView(bytes.buffer);
    for (const [index, { code, to, from, offset, value, label }] of this.#instructions.entries()) {
      const start = index * instructionBytes;
      view.setUint8(start, code);
      view.setUint8(start + 1, (from << 4) | to);
      view.setInt16(start + 2, label ? distance(index, label) : offset, true);
      view.setUint32(start + 4, value >>> 0, true);
    }
    return bytes;
  }

  #add(instruction: Partial<Instruction> & { code: number }): void {
    this.#instructions.push({ to: 0, from: 0, offset: 0, value: 0, ...instruction });
  }
}

/** A jump counts from the instruction after it. */
function distance(from: number, { target }: Label): number {
  if (target === undefined) throw new Error(`Cannot assemble: the jump at ${from} leads nowhere`);
  return target - from - 1;
}
