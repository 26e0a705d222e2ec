import { groupId, userId } from "../../sys/credentials.ts";
import { SystemError } from "../../sys/system-error.ts";
import { readText, writeKernelFile } from "../../sys/text-files.ts";
import { because } from "../cause.ts";
import type { IdMapping, Linux } from "../config/config.ts";
import { runProgram } from "../hooks/run-program.ts";
import { parseIdMap } from "./parse-id-map.ts";

/**
 * Writes the maps of a new user namespace, from outside (user_namespaces(7)). Who may not map other users than
 * themselves has the setuid programs newuidmap and newgidmap do it, which know what /etc/subuid grants.
 */
export function mapIds(pid: number, { uidMappings, gidMappings }: Linux): void {
  because("/linux/gidMappings", () => mapGroups(pid, gidMappings ?? usualMappings("gid_map", groupId)));
  because("/linux/uidMappings", () => mapUsers(pid, uidMappings ?? usualMappings("uid_map", userId)));
}

/** Where config.json does not say: each id is itself, as far as we may decide, or we alone are root (as in crun). */
function usualMappings(file: "uid_map" | "gid_map", own: () => number): IdMapping[] {
  if (userId() !== 0) return [{ containerID: 0, hostID: own(), size: 1 }];
  return parseIdMap(readText(`/proc/self/${file}`)).map(({ first, size }) => ({
    containerID: first,
    hostID: first,
    size,
  }));
}

function mapUsers(pid: number, mappings: readonly IdMapping[]): void {
  writeMap(`/proc/${pid}/uid_map`, mappings, { program: "newuidmap", pid, own: userId() });
}

function mapGroups(pid: number, mappings: readonly IdMapping[]): void {
  const [first] = mappings;
  const own = groupId();
  // The kernel lets an unprivileged user map their own group only after groups cannot be dropped any more.
  if (userId() !== 0 && mappings.length === 1 && first?.size === 1 && first.hostID === own)
    writeKernelFile(`/proc/${pid}/setgroups`, "deny");
  writeMap(`/proc/${pid}/gid_map`, mappings, { program: "newgidmap", pid, own });
}

function writeMap(
  path: string,
  mappings: readonly IdMapping[],
  { program, pid, own }: { program: string; pid: number; own: number },
): void {
  if (mappings.length === 0) return;
  const lines = mappings.map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}\n`);
  const [first] = mappings;
  const isOwnAlone = mappings.length === 1 && first?.size === 1 && first.hostID === own;
  try {
    if (userId() === 0 || isOwnAlone) {
      writeKernelFile(path, lines.join(""));
      return;
    }
  } catch (error) {
    if (!SystemError.is(error, "EPERM")) throw new Error(`Cannot write ${path}`, { cause: error });
  }
  const numbers = mappings.flatMap(({ containerID, hostID, size }) =>
    [containerID, hostID, size].map(String),
  );
  const { code, output } = runProgram(program, { arguments: [String(pid), ...numbers] });
  if (code !== 0)
    throw new Error(
      `Cannot map the ids of the container: ${program} ended with ${code}: ${output.trim()}; ` +
        "the package uidmap provides it, and /etc/subuid and /etc/subgid must grant the ids",
    );
}
