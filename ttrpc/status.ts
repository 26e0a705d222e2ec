import { MAX_MESSAGE_BYTES } from "./frame.ts";

/** The status codes of gRPC, which TTRPC shares (google/rpc/code.proto). */
export const StatusCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

/** Whether a number, say one from the wire, is one of these codes. */
export function isStatusCode(code: number): code is StatusCode {
  return Number.isInteger(code) && code >= StatusCode.OK && code <= StatusCode.UNAUTHENTICATED;
}

/** A call that failed, with the machine-readable code that travels to the peer beside the message. */
export class TtrpcError extends Error {
  override readonly name = "TtrpcError";
  readonly code: StatusCode;

  constructor(code: StatusCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /**
   * What was thrown as a TtrpcError: itself, or an UNKNOWN one that keeps it as its cause. Called at the
   * boundaries only, so that inside the program an error is wrapped at most once.
   */
  static from(thrown: unknown): TtrpcError {
    if (thrown instanceof TtrpcError) return thrown;
    return new TtrpcError(StatusCode.UNKNOWN, messageOf(thrown), { cause: thrown });
  }
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  // Not every object has a string form.
  return typeof thrown === "object" && thrown !== null
    ? "An object was thrown that is no Error"
    : String(thrown);
}

/** The refusal of something that the peer must not send. */
export function invalidArgument(message: string): TtrpcError {
  return new TtrpcError(StatusCode.INVALID_ARGUMENT, message);
}

/** The refusal of a message that no frame may carry. */
export function tooLarge(messageBytes: number): TtrpcError {
  return new TtrpcError(
    StatusCode.RESOURCE_EXHAUSTED,
    `A message of ${messageBytes} bytes is over the limit of ${MAX_MESSAGE_BYTES}; send it in parts`,
  );
}
