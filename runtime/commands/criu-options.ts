import { absolutePath } from "../cli/absolute-path.ts";
import type { restoreSyntax } from "../cli/syntax/restore.ts";
import type { OptionValues } from "../cli/syntax.ts";
import { type CgroupMode, type CriuOptions, cgroupModes } from "../criu/criu-options.ts";

type SharedOption =
  | "image-path"
  | "work-path"
  | "tcp-established"
  | "ext-unix-sk"
  | "shell-job"
  | "lazy-pages"
  | "file-locks"
  | "auto-dedup"
  | "manage-cgroups-mode"
  | "empty-ns";

/** What the options that checkpoint and restore have in common ask for; `here` is the current directory. */
export function criuOptions(
  options: Pick<OptionValues<typeof restoreSyntax>, SharedOption>,
  here: string,
): CriuOptions {
  // Interfaces are left out of every checkpoint, so that asking for it changes nothing.
  for (const type of options["empty-ns"] ?? [])
    if (type !== "network") throw new Error(`--empty-ns ${type}: only network can be left out`);
  return {
    imageFolder: absolutePath(options["image-path"] || "checkpoint", here),
    workFolder: options["work-path"] ? absolutePath(options["work-path"], here) : undefined,
    tcpEstablished: options["tcp-established"] ?? false,
    externalUnixSockets: options["ext-unix-sk"] ?? false,
    shellJob: options["shell-job"] ?? false,
    lazyPages: options["lazy-pages"] ?? false,
    fileLocks: options["file-locks"] ?? false,
    autoDedup: options["auto-dedup"] ?? false,
    cgroupMode: cgroupMode(options["manage-cgroups-mode"] ?? ""),
  };
}

function cgroupMode(text: string): CgroupMode {
  if (!Object.hasOwn(cgroupModes, text))
    throw new Error(`--manage-cgroups-mode ${text}: must be soft, full, strict or ignore`);
  return text as CgroupMode;
}
