import { perform } from "../../sys/door.ts";
import { close, OpenFlag, open, pipe } from "../../sys/files.ts";
import { LinuxNamespace } from "../../sys/linux-namespaces.ts";
import { fork, waitFor } from "../../sys/processes.ts";
import type { Linux } from "../config/config.ts";
import { mapIds } from "./map-ids.ts";

/** A descriptor of a new user namespace that nobody is in, with these mappings. */
export function openMappedNamespace(mappings: Pick<Linux, "uidMappings" | "gidMappings">): number {
  const [end, ours] = pipe("write");
  // A namespace needs somebody inside until it is open.
  const pid = fork(
    () => {
      close(ours);
      perform("read", end, new Uint8Array(1), 1);
    },
    { flags: LinuxNamespace.user },
  );
  try {
    mapIds(pid, mappings);
    return open(`/proc/${pid}/ns/user`, OpenFlag.readOnly);
  } finally {
    close(ours);
    close(end);
    waitFor(pid);
  }
}
