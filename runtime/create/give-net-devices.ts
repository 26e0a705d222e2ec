import { close, OpenFlag, open } from "../../sys/files.ts";
import { loadedNetDevices } from "../network/loaded-net-devices.ts";
import type { Creation } from "./creation.ts";

/** Moves what linux.netDevices names into the network namespace that init is in, or is going to join. */
export function giveNetDevices({ config, plan, namespaces }: Creation, pid: number): void {
  const devices = config.linux?.netDevices;
  if (!devices || Object.keys(devices).length === 0) return;
  const move = loadedNetDevices();
  const joined = plan.joins.findIndex(({ type }) => type === "network");
  if (joined >= 0) {
    move(devices, { namespace: namespaces[joined] as number, isJoined: true });
    return;
  }
  const made = open(`/proc/${pid}/ns/net`, OpenFlag.readOnly);
  try {
    move(devices, { namespace: made, isJoined: false });
  } finally {
    close(made);
  }
}
