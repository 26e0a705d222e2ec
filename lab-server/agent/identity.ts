import { addEntropy, setClock, setHostname } from "../../sys/machine.ts";
import { SystemError } from "../../sys/system-error.ts";
import { invalidField } from "./errors.ts";
import { requireBytes } from "./fields.ts";
import type { SetIdentityRequest } from "./generated/agent.ts";
import { withOwnName } from "./hosts-file.ts";
import { overwriteFile } from "./overwrite-file.ts";
import { readFile } from "./read-file.ts";

const hostsBytes = 64 * 1024;
const earliestMs = Date.UTC(2020);
const latestMs = Date.UTC(2200);

/** Checks a wall-clock time. Throws INVALID_ARGUMENT: a wrong clock breaks certificates and timers. */
export function requireTime(unixTimeMs: bigint): bigint {
  if (unixTimeMs < earliestMs || unixTimeMs > latestMs)
    throw invalidField("unix_time_ms", `a time from 2020 to 2200, not ${unixTimeMs}`);
  return unixTimeMs;
}

/** Makes this machine its own: nothing that it shares with the template it was cloned from may tell it apart. */
export function setIdentity(request: SetIdentityRequest): void {
  const { hostname, machineId } = request;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(hostname))
    throw invalidField("hostname", "1 to 63 of a-z, 0-9 and -, with no - at an end");
  if (!/^[0-9a-f]{32}$/.test(machineId)) throw invalidField("machine_id", "32 digits of 0-9 and a-f");
  const time = requireTime(request.unixTimeMs);
  const entropy = requireBytes("entropy", request.entropy, { least: 32, most: 512 });
  setClock(time);
  addEntropy(entropy);
  setHostname(hostname);
  const encode = (text: string) => new TextEncoder().encode(text);
  overwriteFile("/etc/hostname", encode(`${hostname}\n`), { permissions: 0o644 });
  overwriteFile("/etc/hosts", encode(withOwnName(readHosts(), hostname)), { permissions: 0o644 });
  overwriteFile("/etc/machine-id", encode(`${machineId}\n`), { permissions: 0o444 });
}

function readHosts(): string {
  try {
    return new TextDecoder().decode(readFile("/etc/hosts", hostsBytes).data);
  } catch (error) {
    if (SystemError.is(error, "ENOENT")) return "127.0.0.1\tlocalhost\n";
    throw error;
  }
}
