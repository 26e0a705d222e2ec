import { type ErrnoName, errnoName } from "./errno.ts";

/** A system call that failed. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  readonly call: string;
  /** Positive, as in errno(3). */
  readonly errno: number;

  constructor(call: string, errno: number) {
    super(`${call}: ${errnoName(errno)}`);
    this.call = call;
    this.errno = errno;
  }

  /** Whether `thrown` is a failed system call with one of these errors. */
  static is(thrown: unknown, ...names: ErrnoName[]): thrown is SystemError {
    return thrown instanceof SystemError && names.some((name) => errnoName(thrown.errno) === name);
  }
}
