import { close } from "../../sys/files.ts";
import { because } from "../cause.ts";
import { openProcfs, writeProcFile } from "./procfs.ts";
import { sysctlPath } from "./sysctl-name.ts";

/** Writes kernel parameters, in the Linux namespaces that this process is in (config-linux.md, "Sysctl"). */
export function applySysctl(sysctl: Readonly<Record<string, string>> | undefined): void {
  const entries = Object.entries(sysctl ?? {});
  if (entries.length === 0) return;
  const procfs = openProcfs();
  try {
    for (const [name, value] of entries)
      because(`/linux/sysctl/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, () =>
        writeSysctl(procfs, { name, value }),
      );
  } finally {
    close(procfs);
  }
}

function writeSysctl(procfs: number, { name, value }: { name: string; value: string }): void {
  const path = sysctlPath(name);
  if (path === undefined) throw new Error(`linux.sysctl["${name}"]: no kernel parameter can have this name`);
  try {
    writeProcFile(procfs, `sys/${path}`, value);
  } catch (cause) {
    throw new Error(`linux.sysctl["${name}"]: cannot set it to ${JSON.stringify(value)}`, { cause });
  }
}
