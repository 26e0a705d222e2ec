import { log } from "../cli/log.ts";
import { parseConfig } from "../config/parse-config.ts";
import { destroyContainer } from "../delete/destroy-container.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { ociState } from "../state/oci-state.ts";
import { runHooks, runLastHooks } from "./run-hooks.ts";

/**
 * The hooks of a container that is made already, from its copy of config.json. To read that takes much code, which
 * `start` and `delete` load only when the word occurs in it.
 */
export interface LateHooks {
  /** Throws HookError. */
  poststart(record: ContainerRecord, config: string): void;
  /** After a poststart hook that failed. */
  destroy(record: ContainerRecord, root: string, config: string): void;
  /** What fails is told to `warn`. */
  poststop(record: ContainerRecord, config: string, warn: (message: string) => void): void;
}

export const lateHooks: LateHooks = {
  poststart(record, config) {
    runHooks("poststart", parseConfig(config).hooks?.poststart, ociState(record, "running"));
  },
  destroy(record, root, config) {
    destroyContainer({ root, id: record.id, record });
    this.poststop(record, config, log.warning);
  },
  poststop(record, config, warn) {
    runLastHooks(parseConfig(config).hooks?.poststop, { state: ociState(record, "stopped"), warn });
  },
};
