import { close } from "../../../sys/files.ts";

/** Holds nothing: paths in procfs are looked up by their names, as runtimes did before CVE-2023-27561. */
export class HeldMounts {
  note(_destination: string, mount?: number): void {
    if (mount !== undefined) close(mount);
  }

  locate(path: string, root: number): { start: number; rest: string } {
    return { start: root, rest: path };
  }

  close(): void {}
}
