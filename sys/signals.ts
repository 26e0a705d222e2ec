import { attempt, perform, performUnlessBlocked } from "./door.ts";
import { OpenFlag } from "./files.ts";

/** signal(7), the same numbers on every architecture that is meant. */
export const Signal = {
  hangUp: 1,
  interrupt: 2,
  kill: 9,
  pipe: 13,
  terminate: 15,
  child: 17,
  windowChange: 28,
} as const;

const setMask = 2; // SIG_SETMASK
const setBytes = 8; // the kernel's sigset_t, not libc's

function signalSet(signals: readonly number[]): Uint8Array {
  const bits = signals.reduce((set, signal) => set | (1n << BigInt(signal - 1)), 0n);
  return new Uint8Array(new BigUint64Array([bits]).buffer);
}

/** Holds back exactly these signals. A new program inherits this: give it none. */
export function blockSignals(signals: readonly number[]): void {
  perform("rt_sigprocmask", setMask, signalSet(signals), null, setBytes);
}

/**
 * Gives every signal its usual effect and holds none back: what a new program expects. What is ignored would be
 * inherited, and systemd starts its services with SIGPIPE ignored.
 */
export function resetSignals(): void {
  const usual = new Uint8Array(32); // struct sigaction of the kernel: SIG_DFL, no flags, no mask
  const last = 31;
  // SIGKILL and SIGSTOP refuse, as they should.
  for (let signal = 1; signal <= last; signal++) attempt("rt_sigaction", signal, usual, null, setBytes);
  blockSignals([]);
}

/** A descriptor, which does not block, that can be read when one of these blocked signals has come. */
export function openSignals(signals: readonly number[]): number {
  const flags = OpenFlag.closeOnExec | OpenFlag.nonBlocking;
  return perform("signalfd4", -1, signalSet(signals), setBytes, flags);
}

/** The next signal that has come to such a descriptor. undefined: none now. */
export function readSignal(descriptor: number): number | undefined {
  const record = new Uint8Array(128); // struct signalfd_siginfo
  const count = performUnlessBlocked("read", descriptor, record, record.byteLength);
  return count === undefined ? undefined : new DataView(record.buffer).getUint32(0, true);
}
