import { loadSystemd } from "../cgroup/loaded-systemd.ts";
import { loadNetDevices } from "../network/loaded-net-devices.ts";
import { loadSeccomp } from "../seccomp/loaded-seccomp.ts";

/** Loads the code that only some containers need. To be awaited before one is made: all that makes it is synchronous. */
export async function loadParts(
  configText: string,
  { usesSystemd }: { usesSystemd?: boolean },
): Promise<void> {
  if (usesSystemd) await loadSystemd();
  // To have loaded it for a word that means something else does no harm.
  if (configText.includes('"seccomp"')) await loadSeccomp();
  if (configText.includes('"netDevices"')) await loadNetDevices();
}
