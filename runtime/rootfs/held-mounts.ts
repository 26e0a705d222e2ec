import { close } from "../../sys/files.ts";

/**
 * The container's procfs and sysfs, held by their descriptors while paths in them are to be masked or made read-only. Who
 * shares the image may move a mount about while the container is made; what is looked up from the mount itself is still
 * what was meant, and no unmasked procfs is left somewhere else (CVE-2019-19921, CVE-2023-27561).
 */
export class HeldMounts {
  readonly #mounts = new Map<string, number>();

  /** Something was mounted at a path. `mount` is a descriptor of it, to be held, which is closed by {@link close}. */
  note(destination: string, mount?: number): void {
    const place = plain(destination);
    for (const [covered, descriptor] of this.#mounts)
      if (covered === place || covered.startsWith(`${place}/`)) {
        close(descriptor);
        this.#mounts.delete(covered);
      }
    if (mount !== undefined) this.#mounts.set(place, mount);
  }

  /** Where to look a path up: from the innermost held mount that it lies in, or else from `root`. */
  locate(path: string, root: number): { start: number; rest: string } {
    const whole = plain(path);
    let found = { start: root, rest: path };
    let length = 0;
    for (const [place, start] of this.#mounts)
      if (whole.startsWith(`${place}/`) && place.length > length) {
        found = { start, rest: whole.slice(place.length) };
        length = place.length;
      }
    return found;
  }

  close(): void {
    for (const mount of this.#mounts.values()) close(mount);
    this.#mounts.clear();
  }
}

/** Without superfluous slashes and dots. What has .. in it lies in no mount that could be told by its name. */
function plain(path: string): string {
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  return names.includes("..") ? path : names.map((name) => `/${name}`).join("");
}
