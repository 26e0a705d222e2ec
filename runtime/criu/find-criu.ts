import { environment } from "../cli/environment.ts";
import { findProgram } from "../init/find-program.ts";

/** The path of criu. Throws what to do where there is none. */
export function findCriu(): string {
  try {
    return findProgram("criu", environment());
  } catch (cause) {
    throw new Error("criu is not installed: install Debian's package criu, or put criu into PATH", { cause });
  }
}
