import type { parseOsRelease } from "./os-release.ts";

/** A distribution that the setup can install packages on. */
export interface HostRelease {
  distribution: "debian" | "ubuntu";
  /** Such as bookworm. */
  codename: string;
  /** Whether the release's own QEMU is too old and backports has a newer one. */
  needsBackports: boolean;
}

const supported = "Debian 12 or later and Ubuntu 24.04 or later, on x86-64";

/** Which host this is, from its os-release; undefined where the setup does not know how to install packages. */
export function hostRelease(fields: ReturnType<typeof parseOsRelease>): HostRelease | undefined {
  const { ID: id, VERSION_ID: version, VERSION_CODENAME: codename } = fields;
  if (!codename || !/^[a-z]+$/.test(codename)) return undefined;
  // Debian's testing has a code name and no version.
  const number = version === undefined ? Number.POSITIVE_INFINITY : Number.parseFloat(version);
  if (id === "debian" && number >= 12)
    return { distribution: "debian", codename, needsBackports: codename === "bookworm" };
  if (id === "ubuntu" && number >= 24.04) return { distribution: "ubuntu", codename, needsBackports: false };
  return undefined;
}

/** What to tell the user of a host that {@link hostRelease} does not know. */
export function unsupportedHost(name: string, packages: readonly string[]): string {
  return (
    `Cannot install what is missing: this is ${name}, and only ${supported} are known. ` +
    `Install what these Debian packages hold by hand, then run the same command again: ${packages.join(" ")}. ` +
    "QEMU must be 8.2 or later."
  );
}
