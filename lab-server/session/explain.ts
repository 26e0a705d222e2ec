import type { Text } from "../../labs/text.ts";
import type { ErrorCode } from "../protocol/messages.ts";
import { PlaceError } from "../vm/machines.ts";
import { AgentLostError } from "./machine-agent.ts";
import { texts } from "./texts.ts";

/** What a learner is told of an error; the log has the rest. */
export function explain(error: unknown): { code: ErrorCode; message: Text } {
  const isDiskFull =
    (error instanceof PlaceError && error.code === "no-disk") ||
    // The system's words for it, then SQLite's.
    (error instanceof Error && /\bENOSPC\b|database or disk is full/.test(error.message));
  if (isDiskFull) return { code: "disk-full", message: texts.diskFull };
  // Only a console is told so: whoever wants a machine waits in the queue.
  if (error instanceof PlaceError && error.code === "no-room")
    return { code: "console-busy", message: texts.consoleBusy };
  if (error instanceof PlaceError || error instanceof AgentLostError)
    return { code: "broken", message: texts.cannotStart };
  return { code: "broken", message: texts.broken };
}
