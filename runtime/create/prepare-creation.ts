import { userId } from "../../sys/credentials.ts";
import { perform } from "../../sys/door.ts";
import { makeDirectory, OpenFlag, open } from "../../sys/files.ts";
import { writeText } from "../../sys/text-files.ts";
import { because } from "../cause.ts";
import { openCgroup } from "../cgroup/open-cgroup.ts";
import { placeCgroup } from "../cgroup/place-cgroup.ts";
import { log } from "../cli/log.ts";
import type { Config } from "../config/config.ts";
import { parseConfig } from "../config/parse-config.ts";
import { planLinuxNamespaces } from "../init/plan-linux-namespaces.ts";
import { openNamespaces } from "../init/spawn-init.ts";
import { letNotify } from "../notify/let-notify.ts";
import { openDevices } from "../rootfs/open-devices.ts";
import { openSources } from "../rootfs/open-sources.ts";
import { loadedSeccomp } from "../seccomp/loaded-seccomp.ts";
import { containerPaths, saveRecord } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { openConsoleSocket } from "./console-socket.ts";
import type { CreateOptions } from "./create-options.ts";
import type { Creation } from "./creation.ts";

const pipeType = 0o010000; // S_IFIFO

/**
 * Reads config.json and opens, makes and decides everything that init inherits. What it leaves on the system is in
 * the record before it is made, so that a creation that is cut short can be cleaned up.
 */
export function prepareCreation(options: CreateOptions): Creation {
  const text = options.configText;
  const warnings: string[] = [];
  const parsed = parseConfig(text, warnings);
  for (const warning of warnings) log.warning(warning);
  const paths = containerPaths(options.stateRoot, options.id);
  const config =
    options.notifySocket === undefined
      ? parsed
      : prepareNotify(parsed, options.notifySocket, paths.notifyFolder);
  writeText(paths.config, text, { mode: 0o600 });
  const record = newRecord(config, options);
  const plan = planLinuxNamespaces(config.linux?.namespaces ?? []);
  const namespaces = openNamespaces(plan);
  saveRecord(options.stateRoot, record);
  const cgroup = record.cgroup ? openCgroup(record.cgroup) : undefined;
  const cgroupDescriptor = because("/linux/cgroupsPath", () => cgroup?.make(config.linux?.resources));
  const cgroupRoot = record.cgroup?.mount ?? "/sys/fs/cgroup";
  // Commands that need one then say that there is none.
  if (cgroup?.isLacking) record.cgroup = null;
  const { seccomp } = config.linux ?? {};
  const hasUserNamespace = plan.makesUser || plan.joins.some(({ type }) => type === "user");
  return {
    options,
    config,
    record,
    plan,
    namespaces,
    cgroup,
    cgroupDescriptor,
    cgroupRoot,
    startFifo: options.startsAtOnce ? undefined : makeStartFifo(paths.startFifo),
    consoleSocket: openConsoleSocket(options.console, config.process),
    openedDevices: hasUserNamespace ? openDevices(config.linux ?? {}, paths.deviceFolder) : new Map(),
    openedSources: openSources(config, { bundle: options.bundle, hasUserNamespace }),
    hasUserNamespace,
    seccompFilter:
      seccomp && because("/linux/seccomp", () => loadedSeccomp().compileFilter(seccomp, options.stateRoot)),
  };
}

function prepareNotify(config: Config, socket: string, folder: string): Config {
  makeDirectory(folder, { mode: 0o755 });
  return letNotify(config, { socket, folder });
}

function newRecord(config: Config, options: CreateOptions): ContainerRecord {
  const path = config.root?.path ?? "rootfs";
  const isRootless = options.isRootless ?? userId() !== 0;
  return {
    ociVersion: config.ociVersion,
    id: options.id,
    bundle: options.bundle,
    rootfs: path.startsWith("/") ? path : `${options.bundle}/${path}`,
    created: new Date().toISOString(),
    pid: 0,
    startTime: 0,
    owner: userId(),
    annotations: config.annotations ?? {},
    cgroup: placeCgroup(config, { ...options, isRootless }),
    isRootless,
    hasProcess: config.process !== undefined,
    keepsKeyring: options.noNewKeyring ?? false,
  };
}

/** Both sides are open in one descriptor: so reading waits although nobody writes yet. */
function makeStartFifo(path: string): number {
  perform("mknodat", -100, path, pipeType | 0o600, 0);
  return open(path, OpenFlag.readWrite);
}
