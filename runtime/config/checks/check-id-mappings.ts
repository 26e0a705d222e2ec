import type { IdMapping } from "../config.ts";
import type { Blame } from "../config-error.ts";

const mostExtents = 340; // UID_GID_MAP_MAX_EXTENTS
const mostIds = 2 ** 32 - 1;

/** What the kernel takes as uid_map or gid_map: user_namespaces(7). */
export function checkIdMappings(mappings: readonly IdMapping[], blame: Blame): void {
  if (mappings.length > mostExtents)
    throw blame([], `must be a list of at most ${mostExtents}, found ${mappings.length}`);
  for (const side of ["containerID", "hostID"] as const) {
    for (const [index, { [side]: first, size }] of mappings.entries())
      if (first + size > mostIds)
        throw blame([index, "size"], `${first} + ${size} is beyond the last id, ${mostIds - 1}`);
    const sorted = [...mappings].sort((a, b) => a[side] - b[side]);
    for (const [rank, mapping] of sorted.entries()) {
      const before = sorted[rank - 1];
      if (before && before[side] + before.size > mapping[side])
        throw blame([mappings.indexOf(mapping), side], `${mapping[side]} is mapped by another entry too`);
    }
  }
}
