const suite = "trixie";

/** What apt on the host says of itself. */
export interface HostApt {
  /** VERSION_CODENAME of /etc/os-release. */
  codename: string | undefined;
  /** Output of apt-get indextargets in the format {@link indexTargetsFormat}. */
  indexTargets: string;
}

/** One line for each index: what {@link mirrors} reads. */
export const indexTargetsFormat = "$(REPO_URI) $(CODENAME) $(COMPONENT)";

/**
 * Where the image's packages come from, as mmdebstrap's MIRROR arguments. On a host of the same release its
 * own apt configuration is followed; elsewhere none is named, and mmdebstrap uses its default.
 */
export function mirrors({ codename, indexTargets }: HostApt): string[] {
  if (codename !== suite) return [];
  const entries = indexTargets
    .split("\n")
    .map((line) => line.trim().split(" "))
    .filter(([uri, name, component, ...rest]) => {
      const isOurs = name === suite || name === `${suite}-updates` || name === `${suite}-security`;
      return rest.length === 0 && component === "main" && isOurs && /^https?:\/\//.test(uri ?? "");
    })
    .map(([uri, name]) => `deb ${uri} ${name} main`);
  // Without the release itself its updates are of no use.
  return entries.some((entry) => entry.endsWith(` ${suite} main`)) ? [...new Set(entries)] : [];
}
