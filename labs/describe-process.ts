import type { ProcessSnapshot } from "./probe/probe.ts";
import { quoteName } from "./quote-name.ts";

/** A process as a sentence names it, the same in every language: `812 (sleep)`, with its comm as code. */
export const describeProcess = ({ pid, comm }: ProcessSnapshot): string => `${pid} (${quoteName(comm)})`;
