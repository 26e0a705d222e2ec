import { randomBytes } from "node:crypto";
import type { SetIdentityRequest } from "../agent/generated/agent.ts";

/**
 * What makes a clone a machine of its own: a name, the time, and a machine-id and random bytes that no other
 * machine has. Ask for it when it is sent, because of the time.
 */
export const newIdentity = (hostname: string): SetIdentityRequest => ({
  hostname,
  machineId: randomBytes(16).toString("hex"),
  unixTimeMs: BigInt(Date.now()),
  entropy: randomBytes(64),
});
