import { type ErrnoName, errnoName } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { StatusCode, TtrpcError } from "../../ttrpc/status.ts";

const codes: Partial<Record<ErrnoName, StatusCode>> = {
  ENOENT: StatusCode.NOT_FOUND,
  ENOTDIR: StatusCode.NOT_FOUND,
  ESRCH: StatusCode.NOT_FOUND,
  ENODEV: StatusCode.NOT_FOUND,
  EACCES: StatusCode.PERMISSION_DENIED,
  EPERM: StatusCode.PERMISSION_DENIED,
  EEXIST: StatusCode.ALREADY_EXISTS,
  EINVAL: StatusCode.INVALID_ARGUMENT,
  ENAMETOOLONG: StatusCode.INVALID_ARGUMENT,
  ELOOP: StatusCode.INVALID_ARGUMENT,
  E2BIG: StatusCode.INVALID_ARGUMENT,
  EISDIR: StatusCode.FAILED_PRECONDITION,
  ENOTEMPTY: StatusCode.FAILED_PRECONDITION,
  EBUSY: StatusCode.FAILED_PRECONDITION,
  EROFS: StatusCode.FAILED_PRECONDITION,
  ETXTBSY: StatusCode.FAILED_PRECONDITION,
  ENOEXEC: StatusCode.FAILED_PRECONDITION,
  EAGAIN: StatusCode.RESOURCE_EXHAUSTED,
  ENOMEM: StatusCode.RESOURCE_EXHAUSTED,
  ENOSPC: StatusCode.RESOURCE_EXHAUSTED,
  EDQUOT: StatusCode.RESOURCE_EXHAUSTED,
  EFBIG: StatusCode.RESOURCE_EXHAUSTED,
  EMFILE: StatusCode.RESOURCE_EXHAUSTED,
  ENFILE: StatusCode.RESOURCE_EXHAUSTED,
};

/**
 * What was thrown while doing `action` ("Cannot read /etc/hosts"), as the error of a call: with the code that says
 * what a failed system call means to the caller. A TtrpcError stays as it is.
 */
export function callError(action: string, thrown: unknown): TtrpcError {
  if (thrown instanceof TtrpcError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const name = thrown instanceof SystemError ? (errnoName(thrown.errno) as ErrnoName) : undefined;
  const code = (name && codes[name]) ?? StatusCode.INTERNAL;
  return new TtrpcError(code, `${action}: ${reason}`, { cause: thrown });
}

/** The error for a field of a request that may not be so. */
export function invalidField(field: string, must: string): TtrpcError {
  return new TtrpcError(StatusCode.INVALID_ARGUMENT, `${field} must be ${must}`);
}
