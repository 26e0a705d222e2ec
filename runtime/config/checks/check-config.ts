import type { Config } from "../config.ts";
import { type Blame, below } from "../config-error.ts";
import { checkHostNames } from "./check-host-names.ts";
import { checkLinux } from "./check-linux.ts";
import { checkMounts } from "./check-mounts.ts";
import { checkProcess } from "./check-process.ts";

/** What properties mean together. Nothing is looked up on the machine: a bundle is judged alike everywhere. */
export function checkConfig(config: Config, { blame, warnings }: { blame: Blame; warnings: string[] }): void {
  if (config.root.path === "") throw blame(["root", "path"], "must not be empty");
  if (config.process) checkProcess(config.process, below(blame, "process"));
  checkHostNames(config, blame);
  if (config.mounts) checkMounts(config.mounts, config.linux, { blame: below(blame, "mounts"), warnings });
  if (config.linux) checkLinux(config.linux, config, below(blame, "linux"));
}
