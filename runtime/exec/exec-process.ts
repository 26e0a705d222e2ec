import { perform } from "../../sys/door.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import { enterLinuxNamespace } from "../../sys/linux-namespaces.ts";
import { openProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { fork, startSession, waitFor } from "../../sys/processes.ts";
import { terminalSize } from "../../sys/terminals.ts";
import { readText } from "../../sys/text-files.ts";
import { socketPair } from "../../sys/unix-messages.ts";
import { openGroup, openGroupOf } from "../cgroup/open-group.ts";
import type { Config, Process } from "../config/config.ts";
import { parseConfig } from "../config/parse-config.ts";
import { parseProcess } from "../config/parse-process.ts";
import { consoleSize, openConsoleSocket } from "../create/console-socket.ts";
import { handListener } from "../create/hand-listener.ts";
import { handOver } from "../create/hand-over.ts";
import { announceSockets } from "../init/announce-sockets.ts";
import { becomeProcess } from "../init/become-process.ts";
import { type InitEnd, type InitMessage, openChannel, type RuntimeEnd } from "../init/channel.ts";
import { openConsole } from "../init/console.ts";
import { hideFromContainer, showToRuntime } from "../init/hide-from-container.ts";
import { namespaceFlags } from "../init/plan-linux-namespaces.ts";
import { becomeMappedRoot, reporting } from "../init/spawn-init.ts";
import { setCpuAffinity } from "../process/cpu-affinity.ts";
import { setOomScoreAdj } from "../process/oom-score.ts";
import { setRlimits } from "../process/rlimits.ts";
import { joinSessionKeyring } from "../process/session-keyring.ts";
import { accompanyProcess } from "../run/accompany-process.ts";
import { terminalFrom } from "../run/terminal-from.ts";
import { loadedSeccomp } from "../seccomp/loaded-seccomp.ts";
import { containerPaths } from "../state/container-folder.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { loadContainer } from "../state/load-container.ts";
import { statusOf } from "../state/status.ts";
import type { ExecOptions } from "./exec-options.ts";
import { planProcess } from "./plan-process.ts";

/** Everything that is decided and opened before the new process is born. */
interface Entry {
  options: ExecOptions;
  record: ContainerRecord;
  config: Config;
  process: Process;
  /** A descriptor of the container's init. */
  init: number;
  /** Its root, where the container has no mount namespace of its own to bring one. */
  root: number | undefined;
  namespaces: number;
  cgroup: number | undefined;
  consoleSocket: number | undefined;
  seccompFilter: Uint8Array | undefined;
}

/** Runs another process in a container. Result: its exit code; 0 when detached. */
export function execProcess(options: ExecOptions): number {
  // Only its file can tell whether a process of process.json has a terminal.
  const mayHaveTerminal = options.hasTerminal || options.processFile !== undefined;
  const relay = mayHaveTerminal && !options.isDetached && !options.console ? socketPair() : undefined;
  const used = relay ? { ...options, console: { socket: relay[1], size: terminalSize(0) } } : options;
  const container = findRunning(options);
  const pid = whileRunning(container, () => makeProcess(prepareEntry(used, container)));
  handOver(pid, options);
  if (options.isDetached) return 0;
  const master = relay && terminalFrom(relay[0]);
  return accompanyProcess(pid, { master });
}

/** A container that runs, and a descriptor of its init. */
interface Running {
  record: ContainerRecord;
  init: number;
}

function findRunning({ id, stateRoot, ignoresPause }: ExecOptions): Running {
  const record = loadContainer(stateRoot, id);
  // Opened before the look at its start, so that its number cannot pass to another process in between.
  const init = record.pid > 0 ? openProcess(record.pid) : undefined;
  const status = statusOf(record, stateRoot);
  if (init === undefined || status === "stopped" || status === "creating")
    throw new Error(`Cannot exec in container ${id}: it is ${status}, not running`);
  if (status === "paused" && !ignoresPause)
    throw new Error(`Cannot exec in container ${id}: it is paused; resume it, or use --ignore-paused`);
  return { record, init };
}

/** Nothing works any more in a container that stops meanwhile, and that is what to tell then. */
function whileRunning<T>({ record, init }: Running, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const [ended = 0] = poll([{ descriptor: init, events: PollEvent.in }], {
      // It may be on its way to its end, and have no namespaces any more.
      timeoutMs: /ESRCH|ENOMEM|killed/.test(String(cause)) ? 100 : 0,
    });
    if (ended === 0) throw cause;
    throw new Error(`Cannot exec in container ${record.id}: it has just stopped`, { cause });
  }
}

function prepareEntry(options: ExecOptions, { record, init }: Running): Entry {
  const { id, stateRoot } = options;
  const config = parseConfig(readText(containerPaths(stateRoot, id).config));
  const process = processOf(options, config);
  const entries = config.linux?.namespaces ?? [];
  const namespaces = entries.reduce((flags, { type }) => flags | namespaceFlags[type], 0);
  const hasOwnRoot = (namespaces & namespaceFlags.mount) !== 0;
  const { seccomp } = config.linux ?? {};
  return {
    options,
    record,
    config,
    process,
    init,
    root: hasOwnRoot ? undefined : open(`/proc/${record.pid}/root`, OpenFlag.path | OpenFlag.directory),
    namespaces,
    cgroup: birthGroup(record, options.cgroups),
    consoleSocket: openConsoleSocket(options.console, process),
    seccompFilter: seccomp && loadedSeccomp().compileFilter(seccomp, stateRoot),
  };
}

function processOf(options: ExecOptions, config: Config): Process {
  if (options.processFile !== undefined) return parseProcess(readProcessFile(options.processFile));
  if (!config.process)
    throw new Error("Cannot exec: config.json has no process to take after; give --process");
  return planProcess(config.process, options);
}

function readProcessFile(path: string): string {
  try {
    return readText(path);
  } catch (cause) {
    throw new Error(`Cannot read --process ${path}`, { cause });
  }
}

/** Where the process is born: the container's group, one below it that was asked for, or where init has gone. */
function birthGroup({ cgroup: place, pid }: ContainerRecord, asked: readonly string[]): number | undefined {
  if (!place) return undefined;
  const [first] = asked;
  if (first !== undefined) return openGroup(place.folder, first.slice(first.indexOf(":") + 1));
  return openGroupOf(pid, place.mount);
}

/** Result: the pid of the process, which has become its program by then. */
function makeProcess(entry: Entry): number {
  const channel = openChannel();
  const pid = giveBirth(entry, channel.init, () => {
    close(channel.runtime.descriptor);
    enter(entry, channel.init);
  });
  close(channel.init.descriptor);
  try {
    return accompany(entry, channel.runtime, pid);
  } finally {
    close(channel.runtime.descriptor);
  }
}

/**
 * A pid namespace takes in only children of who joins it. The runtime may join it for its children's sake, unless that
 * needs the rights of the container's user namespace: then a forerunner must, and tells the pid through the channel.
 */
function giveBirth(entry: Entry, channel: InitEnd, work: () => void): number | undefined {
  const { init, namespaces, cgroup, process } = entry;
  setCpuAffinity(process.execCPUAffinity, "initial");
  if (namespaces & namespaceFlags.user) {
    const forerunner = fork(
      reporting(channel, () => {
        setOomScoreAdj("self", process.oomScoreAdj);
        hideFromContainer();
        enterLinuxNamespace(init, namespaces);
        becomeMappedRoot();
        channel.send({ is: "born", pid: fork(reporting(channel, work), { isSibling: true }) });
      }),
      { cgroup },
    );
    waitFor(forerunner);
    return undefined;
  }
  if (namespaces & namespaceFlags.pid) enterLinuxNamespace(init, namespaceFlags.pid);
  return fork(
    reporting(channel, () => {
      setOomScoreAdj("self", process.oomScoreAdj);
      hideFromContainer();
      const rest = namespaces & ~namespaceFlags.pid;
      if (rest !== 0) enterLinuxNamespace(init, rest);
      work();
    }),
    { cgroup },
  );
}

function accompany(entry: Entry, channel: RuntimeEnd, bornPid: number | undefined): number {
  const { process } = entry;
  let pid = bornPid;
  let early: InitMessage | undefined;
  for (;;) {
    const message = pid !== undefined && early ? early : channel.receive();
    if (message === early) early = undefined;
    // The channel closes when the process becomes its program.
    if (!message) {
      if (pid === undefined) throw new Error("Cannot exec: the new process was killed before it had begun");
      return pid;
    }
    if (message.is === "failed") {
      if (pid !== undefined) waitFor(pid);
      throw new Error(message.message);
    }
    if (message.is === "born") pid = message.pid;
    // The process may be quicker than its forerunner, which tells of it.
    else if (pid === undefined) early = message;
    else if (message.is === "ready") {
      setRlimits(pid, process.rlimits);
      channel.proceed();
    } else if (message.is === "listening") {
      handListener(message.descriptor, { ...entry, pid, status: "running" });
      channel.proceed();
    }
  }
}

function enter(entry: Entry, channel: InitEnd): never {
  const { options, config, process, consoleSocket } = entry;
  startSession();
  if (!entry.record.keepsKeyring) joinSessionKeyring({ id: options.id });
  if (entry.root !== undefined) {
    perform("fchdir", entry.root);
    perform("chroot", ".");
  }
  let terminal: number | undefined;
  if (process.terminal && consoleSocket !== undefined) {
    const root = open("/", OpenFlag.path | OpenFlag.directory);
    const size = consoleSize(options.console, process);
    terminal = openConsole(root, { socket: consoleSocket, size, isMounted: false });
    close(root);
  }
  return becomeProcess({
    process: announceSockets(process, options.listenSockets ?? 0),
    linux: config.linux ?? {},
    terminal,
    seccompFilter: entry.seccompFilter,
    preservedDescriptors: options.preservedDescriptors ?? 0,
    onReady: () => {
      channel.send({ is: "ready" });
      channel.awaitProceed();
    },
    onListening: (descriptor) =>
      showToRuntime(entry.record, () => {
        channel.send({ is: "listening", descriptor });
        channel.awaitProceed();
      }),
    // The channel stays until the program replaces us, so that also a failure of that is heard of.
    onDone: () => setCpuAffinity(process.execCPUAffinity, "final"),
  });
}
