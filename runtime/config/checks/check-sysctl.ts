import { sysctlOwner, sysctlPath } from "../../process/sysctl-name.ts";
import type { Config } from "../config.ts";
import { type Blame, quoted } from "../config-error.ts";

/**
 * Only kernel parameters that belong to a Linux namespace of the container may be set; any other would change the host.
 * Whether a network namespace joined by its path is the host's can be told only where it is joined.
 */
export function checkSysctl(sysctl: Record<string, string>, config: Config, blame: Blame): void {
  for (const [name, value] of Object.entries(sysctl)) {
    const path = sysctlPath(name);
    if (path === undefined) throw blame([name], "no kernel parameter can have this name");
    if (path === "kernel/hostname")
      throw blame([name], 'is not allowed as it conflicts with the property "hostname"');
    if (path === "kernel/domainname" && config.domainname !== undefined && config.domainname !== value)
      throw blame([name], `conflicts with the property "domainname", which is ${quoted(config.domainname)}`);
    const owner = sysctlOwner(path);
    if (owner === "machine")
      throw blame([name], "is not in a separate kernel namespace, so it would be set for the host");
    if (!config.linux?.namespaces?.some(({ type }) => type === owner))
      throw blame([name], `needs a "${owner}" entry in linux.namespaces`);
  }
}
