import type { Seccomp } from "../config/config.ts";

/** What the state document holds that matters here. */
interface State {
  ociVersion: string;
}

export interface ListenerReport<S extends State = State> {
  seccomp: Pick<Seccomp, "listenerPath" | "listenerMetadata">;
  /** The state document (runtime.md, "State"). */
  state: S;
  /** Of the process that the filter is on, as the runtime counts processes. */
  pid: number;
}

/** What goes to the listener's socket beside the descriptor (config-linux.md, "The Container Process State"). */
export function processState({ seccomp, state, pid }: ListenerReport): object {
  const { listenerMetadata } = seccomp;
  return {
    ociVersion: state.ociVersion,
    fds: ["seccompFd"],
    pid,
    ...(listenerMetadata !== undefined && { metadata: listenerMetadata }),
    state,
  };
}
