import type { Config } from "../config.ts";
import { checkHostNames } from "./check-host-names.ts";
import { checkLinux } from "./check-linux.ts";
import { checkMounts } from "./check-mounts.ts";
import { checkProcess } from "./check-process.ts";
import { type Judge, judgeOf } from "./judge.ts";

/** What properties mean together. Nothing is looked up on the machine: a bundle is judged alike everywhere. */
export function checkConfig(config: Config, judge: Judge): void {
  if (config.root.path === "") throw judge.blame(["root", "path"], "must not be empty");
  if (config.process) checkProcess(config.process, judgeOf("process", judge));
  checkHostNames(config, judge);
  if (config.mounts) checkMounts(config.mounts, config.linux, judgeOf("mounts", judge));
  if (config.linux) checkLinux(config.linux, config, judgeOf("linux", judge));
}
