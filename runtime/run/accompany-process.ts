import { attempt } from "../../sys/door.ts";
import { close } from "../../sys/files.ts";
import { openProcess, signalProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { reapChild } from "../../sys/processes.ts";
import { blockSignals, openSignals, readSignal, Signal } from "../../sys/signals.ts";
import type { NotifyRelay } from "../notify/notify-relay.ts";
import { TerminalRelay } from "./terminal-relay.ts";

const lastSignal = 31;
/** Those that cannot be held back, and those by which the kernel tells this process of its own errors. */
const ownSignals: readonly number[] = [4, 5, 7, 8, 9, 11, 13, 19, 21, 22, 23, 31];
const becomeSubreaper = 36; // PR_SET_CHILD_SUBREAPER

/**
 * Stands between whoever called and a process in the foreground until it ends: passes signals on to it and, where
 * it has a terminal, what is typed and shown. Result: its exit code, or 128 + the signal that ended it.
 */
export function accompanyProcess(
  pid: number,
  { master, notifier }: { master: number | undefined; notifier?: NotifyRelay | undefined },
): number {
  const process = openProcess(pid);
  const forwarded = Array.from({ length: lastSignal }, (_, index) => index + 1).filter(
    (signal) => !ownSignals.includes(signal),
  );
  // To be ended by SIGPIPE would leave the terminal as it is, and the container without its keeper.
  blockSignals([...forwarded, Signal.pipe]);
  const signals = openSignals(forwarded);
  const terminal = master === undefined ? undefined : new TerminalRelay(master);
  try {
    return watch(pid, { process, signals, terminal, notifier });
  } finally {
    terminal?.close();
    close(signals);
    if (process !== undefined) close(process);
  }
}

/** Makes orphans of the container children of this process, so that they do not become zombies of somebody else. */
export function adoptOrphans(): void {
  attempt("prctl", becomeSubreaper, 1, 0, 0, 0);
}

interface Watched {
  process: number | undefined;
  signals: number;
  terminal: TerminalRelay | undefined;
  notifier: NotifyRelay | undefined;
}

function watch(pid: number, watched: Watched): number {
  const { signals, terminal } = watched;
  let { notifier } = watched;
  // It may have ended before its end could be told to us.
  let code = reap(pid);
  while (code === undefined) {
    const [signalled = 0, notified = 0, ...onTerminal] = poll([
      { descriptor: signals, events: PollEvent.in },
      // poll(2) passes over descriptors below 0.
      { descriptor: notifier?.descriptor ?? -1, events: PollEvent.in },
      ...(terminal?.wanted ?? []),
    ]);
    if (notified && notifier?.pass()) notifier = undefined;
    // First of all: a new size counts for what is typed after it.
    if (signalled) code = handleSignals(pid, watched);
    terminal?.serve(onTerminal);
  }
  terminal?.showRest();
  return code;
}

/** The exit code, once the process has ended. */
function handleSignals(pid: number, { process, signals, terminal }: Watched): number | undefined {
  for (let signal = readSignal(signals); signal !== undefined; signal = readSignal(signals)) {
    if (signal === Signal.child) {
      const code = reap(pid);
      if (code !== undefined) return code;
    } else if (signal === Signal.windowChange && terminal) terminal.followSize();
    else if (process !== undefined) signalProcess(process, signal);
  }
  return undefined;
}

/** Takes in every child that has ended. Result: the exit code of that one, if it has. */
function reap(pid: number): number | undefined {
  for (let ended = reapChild(); ended; ended = reapChild()) if (ended.pid === pid) return ended.code;
  return undefined;
}
