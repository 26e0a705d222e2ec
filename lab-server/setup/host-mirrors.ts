import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { indexTargetsFormat, mirrors } from "../image/mirrors.ts";
import { parseOsRelease } from "./os-release.ts";

/**
 * Where the packages of everything that is built come from, as mmdebstrap's MIRROR arguments: what the host's
 * apt says, see {@link mirrors}. A host without apt names no place.
 */
export async function hostMirrors(): Promise<string[]> {
  const release = parseOsRelease(await readFile("/etc/os-release", "utf8").catch(() => ""));
  const argv = ["indextargets", "--format", indexTargetsFormat, "Created-By: Packages"];
  const { stdout } = await promisify(execFile)("apt-get", argv).catch(() => ({ stdout: "" }));
  return mirrors({ codename: release.VERSION_CODENAME, indexTargets: stdout });
}
