import { attempt, perform } from "../../sys/door.ts";
import { Errno } from "../../sys/errno.ts";
import { SystemError } from "../../sys/system-error.ts";
import { log } from "../cli/log.ts";
import type { Capabilities } from "../config/config.ts";
import {
  CapabilitySet,
  capabilityHeader,
  decodeCapabilities,
  encodeCapabilities,
  type ThreadCapabilities,
} from "./capability-set.ts";

const readBounding = 23; // PR_CAPBSET_READ
const dropBounding = 24; // PR_CAPBSET_DROP
const ambientCall = 47; // PR_CAP_AMBIENT
const raiseAmbient = 2; // PR_CAP_AMBIENT_RAISE
const clearAmbient = 4; // PR_CAP_AMBIENT_CLEAR_ALL

/** The five sets of a process, as bits. */
export interface CapabilitySets extends ThreadCapabilities {
  bounding: CapabilitySet;
  ambient: CapabilitySet;
}

/** What a config gives; without one, nothing. Names that no kernel known here has are warned of. */
export function capabilitySets(capabilities: Capabilities = {}): CapabilitySets {
  const unknown = new Set<string>();
  const sets = {
    bounding: CapabilitySet.of(capabilities.bounding, unknown),
    effective: CapabilitySet.of(capabilities.effective, unknown),
    permitted: CapabilitySet.of(capabilities.permitted, unknown),
    inheritable: CapabilitySet.of(capabilities.inheritable, unknown),
    ambient: CapabilitySet.of(capabilities.ambient, unknown),
  };
  if (unknown.size > 0)
    log.warning(`ignoring unknown or unavailable capabilities: [${[...unknown].join(" ")}]`);
  return sets;
}

/** Drops what is not to be kept from the bounding set, up to the last capability that the kernel knows. */
export function limitBoundingSet(kept: CapabilitySet): void {
  for (let number = 0; number < 64; number++) {
    if (kept.has(number)) continue;
    const result = attempt("prctl", dropBounding, number, 0, 0, 0);
    if (result === -Errno.EINVAL) return;
    // Without CAP_SETPCAP nothing can be dropped; what is not there need not be.
    if (result < 0 && attempt("prctl", readBounding, number, 0, 0, 0) !== 0)
      throw new SystemError("prctl(PR_CAPBSET_DROP)", -result);
  }
}

/**
 * Sets the other four sets. What this process may not have itself is left out with a warning, as the specification
 * demands (config.md, "Linux Process").
 */
export function setCapabilities(wanted: CapabilitySets): void {
  const header = capabilityHeader();
  const result = attempt("capset", header, encodeCapabilities(wanted));
  if (result === -Errno.EPERM) perform("capset", header, encodeCapabilities(possible(wanted)));
  else if (result < 0) throw new SystemError("capset", -result);
  perform("prctl", ambientCall, clearAmbient, 0, 0, 0);
  const missing = raise(wanted.ambient);
  if (missing.length > 0)
    log.warning(`Cannot raise the ambient capabilities ${missing.join(", ")}: they must be inheritable, too`);
}

/** capset(2): nothing new may be permitted, only what is permitted effective, and nothing unbounded inheritable. */
function possible(wanted: CapabilitySets): ThreadCapabilities {
  const current = encodeCapabilities(wanted);
  perform("capget", capabilityHeader(), current);
  const { permitted: own, inheritable: inherited } = decodeCapabilities(current);
  const permitted = wanted.permitted.and(own);
  const effective = wanted.effective.and(permitted);
  const inheritable = wanted.inheritable.and(own.and(wanted.bounding).or(inherited));
  for (const [name, asked, given] of [
    ["permitted", wanted.permitted, permitted],
    ["effective", wanted.effective, effective],
    ["inheritable", wanted.inheritable, inheritable],
  ] as const) {
    const missing = asked.names().filter((capability) => !given.names().includes(capability));
    if (missing.length > 0) log.warning(`Cannot grant the ${name} capabilities ${missing.join(", ")}`);
  }
  return { permitted, effective, inheritable };
}

/** The names of those that could not be raised: they are not both permitted and inheritable. */
function raise(ambient: CapabilitySet): string[] {
  const failed = new CapabilitySet();
  for (let number = 0; number < 64; number++)
    if (ambient.has(number) && attempt("prctl", ambientCall, raiseAmbient, number, 0, 0) < 0)
      failed.add(number);
  return failed.names();
}
