import { attempt } from "../../sys/door.ts";
import { close, read, write } from "../../sys/files.ts";
import { openProcess, signalProcess } from "../../sys/pidfd.ts";
import { PollEvent, poll } from "../../sys/poll.ts";
import { reapChild } from "../../sys/processes.ts";
import { blockSignals, openSignals, readSignal, Signal } from "../../sys/signals.ts";
import { isTerminal, makeRaw, resizeTerminal, terminalSize } from "../../sys/terminals.ts";
import type { NotifyRelay } from "../notify/notify-relay.ts";

const standardInput = 0;
const standardOutput = 1;
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
  blockSignals(forwarded);
  const signals = openSignals(forwarded);
  const restore = master !== undefined && isTerminal(standardInput) ? makeRaw(standardInput) : undefined;
  if (master !== undefined) followSize(master);
  try {
    return watch(pid, { process, signals, master, notifier });
  } finally {
    restore?.();
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
  master: number | undefined;
  notifier: NotifyRelay | undefined;
}

function watch(pid: number, watched: Watched): number {
  const { signals, master } = watched;
  let { notifier } = watched;
  // It may have ended before its end could be told to us.
  const early = reap(pid);
  if (early !== undefined) {
    if (master !== undefined) showRest(master);
    return early;
  }
  let isShowing = master !== undefined;
  let isTyping = master !== undefined;
  for (;;) {
    // poll(2) passes over descriptors below 0.
    const wanted = [
      { descriptor: signals, events: PollEvent.in },
      { descriptor: isShowing ? (master ?? -1) : -1, events: PollEvent.in },
      { descriptor: isTyping ? standardInput : -1, events: PollEvent.in },
      { descriptor: notifier?.descriptor ?? -1, events: PollEvent.in },
    ];
    const [signalled = 0, shown = 0, typed = 0, notified = 0] = poll(wanted);
    if (notified && notifier?.pass()) notifier = undefined;
    if (shown) isShowing = pass(master ?? -1, standardOutput);
    if (typed) isTyping = pass(standardInput, master ?? -1);
    const code = signalled ? handleSignals(pid, watched) : undefined;
    if (code === undefined) continue;
    if (master !== undefined) showRest(master);
    return code;
  }
}

/** What the program wrote before it ended. Others may have its terminal open still: they are not waited for. */
function showRest(master: number): void {
  const wanted = [{ descriptor: master, events: PollEvent.in }];
  while ((poll(wanted, { timeoutMs: 0 })[0] ?? 0) & PollEvent.in) if (!pass(master, standardOutput)) return;
}

/** The exit code, once the process has ended. */
function handleSignals(pid: number, { process, signals, master }: Watched): number | undefined {
  for (let signal = readSignal(signals); signal !== undefined; signal = readSignal(signals)) {
    if (signal === Signal.child) {
      const code = reap(pid);
      if (code !== undefined) return code;
    } else if (signal === Signal.windowChange && master !== undefined) followSize(master);
    else if (process !== undefined) signalProcess(process, signal);
  }
  return undefined;
}

/** Takes in every child that has ended. Result: the exit code of that one, if it has. */
function reap(pid: number): number | undefined {
  for (let ended = reapChild(); ended; ended = reapChild()) if (ended.pid === pid) return ended.code;
  return undefined;
}

/** Passes on what is there. false: the end. */
function pass(from: number, to: number): boolean {
  const buffer = new Uint8Array(8192);
  let count: number | undefined;
  try {
    count = read(from, buffer);
  } catch {
    // A terminal that no program has open any more gives EIO.
    return false;
  }
  if (!count) return false;
  for (let done = 0; done < count; ) done += write(to, buffer.subarray(done, count)) ?? 0;
  return true;
}

function followSize(master: number): void {
  const size = terminalSize(standardInput);
  if (size) resizeTerminal(master, size);
}
