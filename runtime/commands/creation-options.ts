import { currentDirectoryPath } from "../../sys/credentials.ts";
import { absolutePath } from "../cli/absolute-path.ts";
import { environmentVariable } from "../cli/environment-variable.ts";
import type { GlobalOptions } from "../cli/global-options.ts";
import { inheritedDescriptors } from "../cli/inherited-descriptors.ts";
import type { createSyntax } from "../cli/syntax/create.ts";
import type { OptionValues } from "../cli/syntax.ts";
import type { CreateOptions } from "../create/create-options.ts";

/** What the options that create and run have in common ask for. */
export function creationOptions(
  id: string,
  { options, globals }: { options: OptionValues<typeof createSyntax>; globals: GlobalOptions },
): Omit<CreateOptions, "configText"> {
  const here = currentDirectoryPath();
  const console = options["console-socket"];
  const pidFile = options["pid-file"];
  return {
    id,
    bundle: absolutePath(options.bundle ?? "", here),
    stateRoot: globals.stateRoot(),
    // An empty path is what callers give who have none.
    console: console ? { path: console } : undefined,
    pidFile: pidFile ? absolutePath(pidFile, here) : undefined,
    pidfdSocket: options["pidfd-socket"] || undefined,
    noPivot: options["no-pivot"] ?? false,
    noNewKeyring: options["no-new-keyring"] ?? false,
    ...inheritedDescriptors(options["preserve-fds"]),
    notifySocket: environmentVariable("NOTIFY_SOCKET") || undefined,
    usesSystemd: globals.usesSystemd,
    isRootless: globals.isRootless,
  };
}
