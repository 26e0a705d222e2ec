import { setUmask } from "../../sys/credentials.ts";
import { perform } from "../../sys/door.ts";
import { close } from "../../sys/files.ts";
import { enterLinuxNamespace, unshare } from "../../sys/linux-namespaces.ts";
import { setDomainName, setHostname } from "../../sys/machine.ts";
import { startSession } from "../../sys/processes.ts";
import { because } from "../cause.ts";
import { consoleSize } from "../create/console-socket.ts";
import type { Creation } from "../create/creation.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import { openProcfs } from "../process/procfs.ts";
import { withKeyLabel } from "../process/selinux.ts";
import { joinSessionKeyring } from "../process/session-keyring.ts";
import { applySysctl } from "../process/sysctl.ts";
import { buildRoot, enterRoot, lockRoot } from "../rootfs/build-root.ts";
import { ociState } from "../state/oci-state.ts";
import { announceSockets } from "./announce-sockets.ts";
import { becomeProcess } from "./become-process.ts";
import type { InitEnd } from "./channel.ts";
import { openConsole } from "./console.ts";
import { hideFromContainer, showToRuntime } from "./hide-from-container.ts";
import { raiseLoopback } from "./loopback.ts";
import { namespaceFlags } from "./plan-linux-namespaces.ts";
import { reopenNullStreams } from "./reopen-null-streams.ts";
import { becomeMappedRoot } from "./spawn-init.ts";

/**
 * The life of the container's first process until it becomes what config.json names: in its namespaces it builds its
 * root, gives up what it may not keep, and waits for `start`. Whatever fails is thrown.
 */
export function initContainer(creation: Creation, channel: InitEnd): never {
  const { config, plan } = creation;
  channel.awaitProceed();
  // In a PID namespace of its own nobody is there yet who could see it.
  if ((plan.bornWith & namespaceFlags.pid) === 0) hideFromContainer();
  enterNamespaces(creation);
  startSession();
  if (!creation.record.keepsKeyring) makeKeyring(creation);
  nameMachine(creation);
  setUmask(0);
  const hasMountNamespace = (plan.bornWith & namespaceFlags.mount) !== 0;
  const built = buildRoot({
    config,
    rootfs: creation.record.rootfs,
    bundle: creation.options.bundle,
    hasMountNamespace,
    hasUserNamespace: creation.hasUserNamespace,
    cgroupRoot: creation.cgroupRoot,
    openedSources: creation.openedSources,
    openedDevices: creation.openedDevices,
  });
  runCreationHooks(creation, channel);
  const { root } = built;
  const terminal = openTerminal(creation, { root, hasMountNamespace });
  applySysctl(config.linux?.sysctl);
  lockRoot(built, config);
  const propagation = config.linux?.rootfsPropagation;
  enterRoot(root, { hasMountNamespace, noPivot: creation.options.noPivot ?? false, propagation });
  if (hasMountNamespace) reopenNullStreams();
  const becoming = becomingOf(creation, { channel, terminal });
  const sockets = creation.options.listenSockets ?? 0;
  if (config.process) becomeProcess({ process: announceSockets(config.process, sockets), ...becoming });
  becoming.onReady();
  becoming.onDone();
  throw new Error("config.json has no process");
}

function becomingOf(
  creation: Creation,
  { channel, terminal }: { channel: InitEnd; terminal: number | undefined },
) {
  const { config } = creation;
  return {
    linux: config.linux ?? {},
    terminal,
    seccompFilter: creation.seccompFilter,
    preservedDescriptors: creation.options.preservedDescriptors ?? 0,
    onReady: () => {
      channel.send({ is: "ready" });
      channel.awaitProceed();
    },
    onListening: (descriptor: number) =>
      showToRuntime(creation.record, () => {
        channel.send({ is: "listening", descriptor });
        channel.awaitProceed();
      }),
    onDone: () => {
      channel.send({ is: "created" });
      awaitStart(creation, channel);
    },
  };
}

/** Reads what `start` writes, and runs the hooks that come between it and the program. */
function awaitStart({ startFifo, config, record }: Creation, channel: InitEnd): void {
  if (startFifo === undefined) channel.awaitProceed();
  else {
    close(channel.descriptor);
    perform("read", startFifo, new Uint8Array(1), 1);
  }
  if (config.hooks?.startContainer?.length)
    runHooks(
      "startContainer",
      config.hooks.startContainer,
      ociState(record, "created", { pid: perform("getpid") }),
    );
}

function enterNamespaces({ plan, namespaces }: Creation): void {
  // The forerunner has joined all others. The mount namespace comes last: it changes what paths mean.
  const joins = plan.joins.map((join, position) => ({ ...join, descriptor: namespaces[position] as number }));
  const own = plan.needsForerunner ? [] : joins.filter(({ type }) => type !== "mount");
  for (const { type, index, descriptor } of [...own, ...joins.filter(({ type }) => type === "mount")])
    because(`/linux/namespaces/${index}`, () => enterLinuxNamespace(descriptor, namespaceFlags[type]));
  if (plan.bornWith & namespaceFlags.user) because("/linux/uidMappings", becomeMappedRoot);
  if (plan.makesCgroup) because("/linux/namespaces", () => unshare(namespaceFlags.cgroup));
  if (plan.bornWith & namespaceFlags.network) because("/linux/namespaces", raiseLoopback);
}

function makeKeyring({ options, config, hasUserNamespace }: Creation): void {
  const keyring = { id: options.id, opensTo: hasUserNamespace ? "others" : "user" } as const;
  const label = config.process?.selinuxLabel;
  if (!label) {
    joinSessionKeyring(keyring);
    return;
  }
  const procfs = openProcfs();
  withKeyLabel(label, procfs, () => joinSessionKeyring(keyring));
  close(procfs);
}

function nameMachine({ config }: Creation): void {
  const { hostname, domainname } = config;
  if (hostname !== undefined) because("/hostname", () => setHostname(hostname));
  if (domainname !== undefined) because("/domainname", () => setDomainName(domainname));
}

function runCreationHooks({ config, record }: Creation, channel: InitEnd): void {
  const { hooks } = config;
  if (hooks?.prestart?.length || hooks?.createRuntime?.length) {
    channel.send({ is: "mounted" });
    channel.awaitProceed();
  }
  if (hooks?.createContainer?.length)
    runHooks(
      "createContainer",
      hooks.createContainer,
      ociState(record, "creating", { pid: perform("getpid") }),
    );
}

function openTerminal(
  { config, consoleSocket, options }: Creation,
  { root, hasMountNamespace }: { root: number; hasMountNamespace: boolean },
): number | undefined {
  if (!config.process?.terminal || consoleSocket === undefined) return undefined;
  const size = consoleSize(options.console, config.process);
  return because("/process/terminal", () =>
    openConsole(root, { socket: consoleSocket, size, isMounted: hasMountNamespace }),
  );
}
