import { libseccomp } from "../../runtime/seccomp/libseccomp.ts";
import { buildNative } from "./native.ts";
import type { Log } from "./step.ts";

/** Builds the OCI runtime and returns the path of its binary, named `cloison`, in the cache. */
export const buildRuntime = (log: Log): Promise<string> =>
  buildNative("runtime/main.ts", "cloison", log, { library: libseccomp, isStripped: true });
