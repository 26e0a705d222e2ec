import { because } from "../cause.ts";
import type { Process } from "../config/config.ts";
import { capabilitySets, limitBoundingSet, setCapabilities } from "./capabilities.ts";
import { becomeUser, giveStandardStreams } from "./user.ts";

/**
 * Makes this process the user that a config names, with the capabilities that it names and no others. In this order:
 * dropping from the bounding set takes a capability that may be given up next, and changing the user takes away the
 * effective and ambient sets, which therefore come last.
 */
export function takeOnCredentials({ user, capabilities }: Pick<Process, "user" | "capabilities">): void {
  const sets = capabilitySets(capabilities);
  because("/process/capabilities/bounding", () => limitBoundingSet(sets.bounding));
  because("/process/user", () => {
    giveStandardStreams(user.uid, user.gid);
    becomeUser(user);
  });
  because("/process/capabilities", () => setCapabilities(sets));
}
