import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seccompProfile } from "./seccomp-profile.ts";

/** The bundles of the benchmark, by their folders' names: what `runc spec` says, with a program that ends at once. */
export const bundleNames = ["plain", "seccomp", "held"] as const;

/** Writes the bundles below `folder`. `busybox` is a static one. */
export function writeBundles(folder: string, { spec, busybox }: { spec: string; busybox: string }): void {
  for (const name of bundleNames) {
    const config = JSON.parse(spec);
    config.process.terminal = false;
    config.process.args = name === "held" ? ["/bin/busybox", "sleep", "1000"] : ["/bin/busybox", "true"];
    if (name === "seccomp") config.linux.seccomp = seccompProfile();
    const rootfs = join(folder, name, "rootfs");
    for (const path of ["bin", "dev", "proc", "sys"]) mkdirSync(join(rootfs, path), { recursive: true });
    copyFileSync(busybox, join(rootfs, "bin/busybox"));
    chmodSync(join(rootfs, "bin/busybox"), 0o755);
    writeFileSync(join(folder, name, "config.json"), JSON.stringify(config, null, 2));
  }
}
