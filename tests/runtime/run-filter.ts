/** A system call as a filter sees it (struct seccomp_data). */
export interface SeenCall {
  /** AUDIT_ARCH_… */
  architecture: number;
  number: number;
  arguments?: readonly bigint[];
}

/**
 * Does what the kernel would do with a seccomp filter, an array of struct sock_filter: its verdict on a call. For tests,
 * which so can ask about architectures that this machine is not and calls that it does not survive.
 */
export function runFilter(program: Uint8Array, call: SeenCall): number {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call.number >>> 0, true);
  data.setUint32(4, call.architecture >>> 0, true);
  for (const [index, value] of (call.arguments ?? []).entries())
    data.setBigUint64(16 + 8 * index, value, true);
  let accumulator = 0;
  for (let at = 0; ; at++) {
    const code = view.getUint16(at * 8, true);
    const value = view.getUint32(at * 8 + 4, true);
    const jump = (isTrue: boolean) => {
      at += view.getUint8(at * 8 + (isTrue ? 2 : 3));
    };
    if (code === 0x20) accumulator = data.getUint32(value, true);
    else if (code === 0x54) accumulator = (accumulator & value) >>> 0;
    else if (code === 0x05) at += value;
    else if (code === 0x15) jump(accumulator === value);
    else if (code === 0x25) jump(accumulator > value);
    else if (code === 0x35) jump(accumulator >= value);
    else if (code === 0x45) jump((accumulator & value) !== 0);
    else if (code === 0x06) return value;
    else throw new Error(`Instruction ${at} has the code 0x${code.toString(16)}, which filters do not use`);
  }
}
