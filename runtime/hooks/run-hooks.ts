import { encodeText } from "../../sys/door.ts";
import { because } from "../cause.ts";
import { environment } from "../cli/environment.ts";
import type { Hook } from "../config/config.ts";
import type { OciState } from "../state/oci-state.ts";
import { runProgram } from "./run-program.ts";

/** The moments at which hooks run (runtime-spec config.md, "POSIX-platform Hooks"). */
export type HookKind =
  | "prestart"
  | "createRuntime"
  | "createContainer"
  | "startContainer"
  | "poststart"
  | "poststop";

/** A hook that failed: what comes after it is not done. */
export class HookError extends Error {
  override readonly name = "HookError";
}

/**
 * Runs the hooks of one moment in their order, each with the container's state on its standard input. Throws
 * {@link HookError} at the first that fails, cannot be started or takes longer than its timeout.
 */
export function runHooks(kind: HookKind, hooks: readonly Hook[] | undefined, state: OciState): void {
  for (const [index, hook] of (hooks ?? []).entries())
    because(`/hooks/${kind}/${index}`, () => runHook(hook, { kind, index, state }));
}

/** As {@link runHooks}, where a failure stops nothing: it is told to `warn`, and the next one runs. */
export function runLastHooks(
  hooks: readonly Hook[] | undefined,
  { state, warn }: { state: OciState; warn: (message: string) => void },
): void {
  for (const [index, hook] of (hooks ?? []).entries()) {
    try {
      because(`/hooks/poststop/${index}`, () => runHook(hook, { kind: "poststop", index, state }));
    } catch (error) {
      warn((error as Error).message);
    }
  }
}

function runHook(
  hook: Hook,
  { kind, index, state }: { kind: HookKind; index: number; state: OciState },
): void {
  const [name, ...rest] = hook.args ?? [];
  const { code, timedOut, output } = runProgram(hook.path, {
    ...(name !== undefined && { name }),
    arguments: rest,
    environment: hook.env ?? environment(),
    // startContainer hooks run inside, where the bundle is not.
    ...(kind !== "startContainer" && { directory: state.bundle }),
    input: encodeText(JSON.stringify(state)),
    timeoutMs: hook.timeout === undefined ? undefined : hook.timeout * 1000,
  });
  const place = `hooks.${kind}[${index}], ${hook.path}`;
  if (timedOut)
    throw new HookError(`${kind} hook was killed after its timeout of ${hook.timeout} s (${place})`);
  if (code !== 0)
    throw new HookError(
      `${kind} hook failed with exit code ${code} (${place})${output === "" ? "" : `: ${output.trimEnd()}`}`,
    );
}
