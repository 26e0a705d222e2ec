import type { Path } from "./config-error.ts";
import { ConfigError } from "./config-error.ts";
import { parseConfig } from "./parse-config.ts";

/** A config.json that is valid and has little in it, for tests. */
const small = {
  ociVersion: "1.2.0",
  root: { path: "rootfs" },
  process: { cwd: "/", args: ["sh"] },
  mounts: [{ destination: "/proc", type: "proc" }],
  linux: { namespaces: [{ type: "pid" }, { type: "mount" }] },
};

/**
 * For tests: what parseConfig says of a small config in which some properties of the top and of "process" and "linux"
 * are others. undefined: nothing. Throws when the place it names is not the one that its pointer names.
 */
export function refusalOf(
  change: { process?: object; linux?: object; [property: string]: unknown },
  warnings: string[] = [],
): string | undefined {
  const config = {
    ...small,
    ...change,
    process: { ...small.process, ...change.process },
    linux: { ...small.linux, ...change.linux },
  };
  try {
    parseConfig(JSON.stringify(config), warnings);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const path = error.pointer.split("/").slice(1);
    if (!error.message.startsWith(`${dotted(path)}: `))
      throw new Error(`${error.pointer} is called something else: ${error.message}`);
    return error.message;
  }
}

function dotted(path: Path): string {
  return path
    .map((step) => String(step).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (place, step) =>
        /^\d+$/.test(step)
          ? `${place}[${step}]`
          : /^[A-Za-z_]\w*$/.test(step)
            ? `${place}${place && "."}${step}`
            : `${place}[${JSON.stringify(step)}]`,
      "",
    );
}
