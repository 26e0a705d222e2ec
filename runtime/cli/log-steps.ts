import { observeCauses } from "../cause.ts";
import { version } from "../version.ts";
import { log } from "./log.ts";

/** Logs, for --debug, which command runs and each part of config.json that it carries out. */
export function logSteps(words: readonly string[]): void {
  log.debug(() => `cloison ${version}: ${words.join(" ")}`);
  observeCauses((pointer) => log.debug(() => `carrying out ${pointer} of config.json`));
}
