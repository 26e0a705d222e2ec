import { compileFilter } from "./compile-filter.ts";
import { loadFilter } from "./load-filter.ts";
import { sendListener } from "./send-listener.ts";

/** What a container with a seccomp filter needs; see loaded-seccomp.ts. */
export const seccompCode = { compileFilter, loadFilter, sendListener };
