import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { type HostApt, indexTargetsFormat } from "../image/mirrors.ts";
import { parseOsRelease } from "./os-release.ts";

/** Asks the host for its release and for where its packages come from. A host without apt names no place. */
export async function readHostApt(): Promise<HostApt> {
  const release = parseOsRelease(await readFile("/etc/os-release", "utf8").catch(() => ""));
  const argv = ["indextargets", "--format", indexTargetsFormat, "Created-By: Packages"];
  const { stdout } = await promisify(execFile)("apt-get", argv).catch(() => ({ stdout: "" }));
  return { codename: release.VERSION_CODENAME, indexTargets: stdout };
}
