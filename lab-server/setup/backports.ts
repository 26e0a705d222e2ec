import { indexTargetsFormat } from "../image/mirrors.ts";

/** Where the entry is written. */
export const backportsFile = "/etc/apt/sources.list.d/cloison-backports.list";

/** {@link backportsEntry} reads the same lines as mirrors does. */
export const backportsTargetsFormat = indexTargetsFormat;

/**
 * The line for apt's sources that adds the backports of a release, from the same place and signed by the same
 * key as the release itself; undefined when apt has them already. Throws when apt knows no such place.
 * @param apt the output of apt-get indextargets, and the text of all of apt's source files
 */
export function backportsEntry(
  codename: string,
  apt: { indexTargets: string; sources: string },
): string | undefined {
  const targets = apt.indexTargets.split("\n").map((line) => line.trim().split(" "));
  const isMain = ([, name, component]: string[], wanted: string) => name === wanted && component === "main";
  if (targets.some((target) => isMain(target, `${codename}-backports`))) return undefined;
  const uri = targets.find((target) => isMain(target, codename))?.[0];
  if (uri === undefined || !/^https?:\/\/[\w.:/~%+-]+$/.test(uri))
    throw new Error(
      `Cannot find where this host gets Debian from: apt has no source for ${codename} main. ` +
        `Add ${codename}-backports to apt's sources, install qemu-system-x86 and qemu-utils from it, ` +
        "and run the same command again.",
    );
  const key = signedBy(apt.sources, uri);
  return `deb ${key === undefined ? "" : `[signed-by=${key}] `}${uri} ${codename}-backports main`;
}

/** The key file that apt's sources name for a place, in either of their formats. See sources.list(5). */
export function signedBy(sources: string, uri: string): string | undefined {
  const bare = uri.replace(/\/+$/, "");
  const names = (words: string) => words.split(/\s+/).some((word) => word.replace(/\/+$/, "") === bare);
  for (const stanza of sources.split(/\n\s*\n/)) {
    for (const line of stanza.split("\n")) {
      const entry = /^\s*deb\s+\[([^\]]*)\]\s+(.*)$/.exec(line);
      const key = /(?:^|\s)signed-by=(\/[\w./+-]+)/i.exec(entry?.[1] ?? "")?.[1];
      if (key !== undefined && names(entry?.[2] ?? "")) return key;
    }
    const uris = /^URIs:(.*)$/im.exec(stanza)?.[1] ?? "";
    const key = /^Signed-By:[ \t]*(\/[\w./+-]+)[ \t]*$/im.exec(stanza)?.[1];
    if (key !== undefined && names(uris)) return key;
  }
  return undefined;
}
