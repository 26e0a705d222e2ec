import { perform } from "../../sys/door.ts";
import { because } from "../cause.ts";
import type { Personality } from "../config/config.ts";

const domains: Readonly<Record<Personality["domain"], number>> = { LINUX: 0, LINUX32: 8 };

/** Sets what machine this process and all that it starts are told to run on (personality(2)). */
export function setPersonality(personality: Personality | undefined): void {
  if (personality) because("/linux/personality", () => perform("personality", domains[personality.domain]));
}
