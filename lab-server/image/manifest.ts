/** What is in an image, for the record and for reports of trouble. */
export interface Manifest {
  /** Keys of the cached things that the image was made from. */
  base: string;
  /** Release of the kernel, as uname -r says it in the machine. */
  kernel: string;
  /** Version by name of each Debian package. */
  packages: Record<string, string>;
}

/**
 * Makes the manifest of a base.
 * @param listing lines of package, version and architecture, separated by tabs, from dpkg-query in the image
 */
export function manifest(listing: string, { base, kernel }: { base: string; kernel: string }): Manifest {
  const packages: Record<string, string> = {};
  for (const line of listing.split("\n")) {
    const [name, version] = line.split("\t");
    if (name && version) packages[name] = version;
  }
  if (Object.keys(packages).length === 0)
    throw new Error("Cannot make the image's manifest: the list of its packages is empty");
  return { base, kernel: kernel.trim(), packages };
}
