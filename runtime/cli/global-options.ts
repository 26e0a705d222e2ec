import { currentDirectoryPath, userId } from "../../sys/credentials.ts";
import { changeMode, close, makeDirectory, OpenFlag, open } from "../../sys/files.ts";
import { readText } from "../../sys/text-files.ts";
import { absolutePath } from "./absolute-path.ts";
import { environmentVariable } from "./environment-variable.ts";
import { isMapped, planStateRoot } from "./state-root-plan.ts";
import type { globalSyntax } from "./syntax/global.ts";
import type { OptionValues } from "./syntax.ts";
import { UsageError } from "./usage-error.ts";

/** What the options before the command say to every command. */
export interface GlobalOptions {
  /** The folder of all containers' state; an absolute path. Found out when it is first asked for. */
  stateRoot(): string;
  /** Whether the caller named that folder. */
  isStateRootGiven: boolean;
  /** Whether systemd is to make the cgroups. */
  usesSystemd: boolean;
  /** Whether to go on where cgroups may not be written. undefined: find out. */
  isRootless: boolean | undefined;
}

/** Throws where a value is none of those that there are. */
export function globalOptions(options: OptionValues<typeof globalSyntax>): GlobalOptions {
  let root = options.root === undefined ? undefined : givenRoot(options.root);
  return {
    stateRoot() {
      root ??= usualRoot();
      return root;
    },
    isStateRootGiven: options.root !== undefined,
    usesSystemd: options["systemd-cgroup"] ?? false,
    isRootless: rootlessOption(options.rootless),
  };
}

function givenRoot(path: string): string {
  // Only a relative path needs the kernel's answer where it begins.
  const root = absolutePath(path, path.startsWith("/") ? "/" : currentDirectoryPath());
  if (root === "/") throw new Error("Option --root argument should not be set to /");
  return root;
}

function usualRoot(): string {
  const uid = userId();
  const isInUserNamespace = uid === 0 && isMapped(readText("/proc/self/uid_map"));
  // For the host's root the environment decides nothing.
  const variable = uid === 0 && !isInUserNamespace ? () => undefined : environmentVariable;
  const { root, isUsersOwn } = planStateRoot({
    uid,
    isInUserNamespace,
    runtimeDirectory: variable("XDG_RUNTIME_DIR"),
    user: variable("USER"),
  });
  if (isUsersOwn) keepFolder(root);
  return root;
}

/** The sticky bit keeps what is in XDG_RUNTIME_DIR from being cleaned up, says its specification. */
function keepFolder(path: string): void {
  try {
    makeDirectory(path, { mode: 0o700 });
    const folder = open(path, OpenFlag.readOnly | OpenFlag.directory);
    changeMode(folder, 0o1700);
    close(folder);
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `Cannot use ${path}: ${reason}; check the permissions of XDG_RUNTIME_DIR or give --root`,
      {
        cause: error,
      },
    );
  }
}

function rootlessOption(text: string | undefined): boolean | undefined {
  if (text === undefined || text === "" || text.toLowerCase() === "auto") return undefined;
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new UsageError(`invalid value ${JSON.stringify(text)} for flag -rootless: true, false or auto`);
}
