import type { Config, Linux } from "../config.ts";
import { type Blame, below } from "../config-error.ts";
import { checkDevices } from "./check-devices.ts";
import { checkMemoryPolicy } from "./check-memory-policy.ts";
import { checkNamespaces } from "./check-namespaces.ts";
import { checkNetDevices } from "./check-net-devices.ts";
import { checkResources } from "./check-resources.ts";
import { checkSeccomp } from "./check-seccomp.ts";
import { checkSysctl } from "./check-sysctl.ts";

/** config-linux.md. */
export function checkLinux(linux: Linux, config: Config, blame: Blame): void {
  checkNamespaces(linux, blame);
  if (linux.devices) checkDevices(linux.devices, below(blame, "devices"));
  if (linux.netDevices) checkNetDevices(linux.netDevices, linux, below(blame, "netDevices"));
  if (linux.resources) checkResources(linux.resources, below(blame, "resources"));
  if (linux.memoryPolicy) checkMemoryPolicy(linux.memoryPolicy, below(blame, "memoryPolicy"));
  if (linux.sysctl) checkSysctl(linux.sysctl, config, below(blame, "sysctl"));
  if (linux.seccomp) checkSeccomp(linux.seccomp, below(blame, "seccomp"));
}
