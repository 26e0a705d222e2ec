import type { ContainerRecord } from "./container-record.ts";

/** The state document of the specification (runtime.md, "State"): what hooks read and `state` tells. */
export interface OciState {
  ociVersion: string;
  id: string;
  status: "creating" | "created" | "running" | "stopped";
  /** Missing where there is no process. */
  pid?: number;
  bundle: string;
  annotations?: Record<string, string>;
}

/** The state of a container in that status; `pid` is as its reader counts processes. */
export function ociState(
  record: ContainerRecord,
  status: OciState["status"],
  options: { pid?: number } = {},
): OciState {
  const pid = options.pid ?? record.pid;
  const hasAnnotations = Object.keys(record.annotations).length > 0;
  return {
    ociVersion: record.ociVersion,
    id: record.id,
    status,
    ...(pid > 0 && status !== "stopped" && { pid }),
    bundle: record.bundle,
    ...(hasAnnotations && { annotations: record.annotations }),
  };
}
