import type { Manifest } from "../../lab-server/image/manifest.ts";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { step } from "../../lab-server/setup/step.ts";

/** A runtime that a suite judges. */
export interface JudgedRuntime {
  name: "cloison" | "runc" | "crun";
  /** Shown, and part of the key of kept results; ours has none that would stand for it. */
  version: string | undefined;
  /** Where it is in the machine. */
  path: string;
  /** The binary of the host that has to be brought there; the peers are in the image. */
  hostPath?: string;
}

/** Ours and its peers, Debian's packages in the image. */
export async function judgedRuntimes({ packages }: Manifest): Promise<JudgedRuntime[]> {
  const hostPath = await step("runtime", buildRuntime);
  return [
    { name: "cloison", version: undefined, path: "/usr/local/bin/cloison", hostPath },
    { name: "runc", version: packages.runc, path: "/usr/bin/runc" },
    { name: "crun", version: packages.crun, path: "/usr/bin/crun" },
  ];
}
