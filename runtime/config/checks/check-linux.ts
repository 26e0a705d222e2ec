import type { Config, Linux } from "../config.ts";
import { checkDevices } from "./check-devices.ts";
import { checkMemoryPolicy } from "./check-memory-policy.ts";
import { checkNamespaces } from "./check-namespaces.ts";
import { checkNetDevices } from "./check-net-devices.ts";
import { checkResources } from "./check-resources.ts";
import { checkSeccomp } from "./check-seccomp.ts";
import { checkSysctl } from "./check-sysctl.ts";
import { type Judge, judgeOf } from "./judge.ts";

/** config-linux.md. */
export function checkLinux(linux: Linux, config: Config, judge: Judge): void {
  checkNamespaces(linux, judge);
  if (linux.devices) checkDevices(linux.devices, judgeOf("devices", judge));
  if (linux.netDevices) checkNetDevices(linux.netDevices, linux, judgeOf("netDevices", judge));
  if (linux.resources) checkResources(linux.resources, judgeOf("resources", judge).blame);
  if (linux.memoryPolicy) checkMemoryPolicy(linux.memoryPolicy, judgeOf("memoryPolicy", judge));
  if (linux.sysctl) checkSysctl(linux.sysctl, config, judgeOf("sysctl", judge));
  if (linux.seccomp) checkSeccomp(linux.seccomp, judgeOf("seccomp", judge));
}
