import { duration } from "./duration.ts";
import { fill } from "./fill.ts";
import type { Strings } from "./strings.ts";
import type { LabView } from "./view.ts";

/** What fills the panel below its bar. */
export type Stage = "welcome" | "wait" | "empty" | "terminals";

/** What the light in the bar shows. */
export type Light = "off" | "wait" | "on" | "offline";

/** The connection to the lab is not there although it should be. */
export const isOffline = (view: LabView): boolean =>
  view.link.phase === "waiting" || (view.link.phase === "connecting" && view.link.attempt > 0);

/** What the panel shows in its middle. */
export function stageOf(view: LabView): Stage {
  const { status } = view.machine;
  if (view.tabs.length > 0) return "terminals";
  if (view.wanted || status === "queued" || status === "starting") return "wait";
  if (view.link.phase === "idle" || view.link.phase === "replaced") return "welcome";
  if (!view.greeted) return "wait";
  if (status !== "running") return "welcome";
  return view.settled ? "empty" : "wait";
}

export function lightOf(view: LabView): Light {
  const { status } = view.machine;
  if (isOffline(view)) return "offline";
  if (view.wanted || status === "queued" || status === "starting") return "wait";
  return status === "running" ? "on" : "off";
}

/** The short state beside the light. */
export function statusText(view: LabView, strings: Strings, nowMs: number): string {
  const { machine } = view;
  if (isOffline(view)) return strings.offlineState;
  if (machine.status === "running") return machine.hostname;
  if (machine.status === "queued") return strings.waitingState;
  if (machine.status === "starting") return `${strings.startingState} ${elapsed(view, strings, nowMs)}`;
  return view.wanted ? strings.startingState : strings.stopped;
}

/** What is waited for, in a sentence. */
export function waitText(view: LabView, strings: Strings): string {
  if (view.machine.status === "queued") {
    const { position, waitsFor } = view.machine;
    return fill(waitsFor === "disk" ? strings.queuedForDisk : strings.queued, { position });
  }
  return view.machine.status === "starting" || (view.wanted && view.greeted)
    ? strings.starting
    : strings.connecting;
}

/** How long the machine has been starting, in seconds to one place. */
export function elapsed(view: LabView, strings: Strings, nowMs: number): string {
  if (view.startingSinceMs === null) return "";
  const seconds = Math.max(0, nowMs - view.startingSinceMs) / 1000;
  return fill(strings.elapsed, { seconds: seconds.toFixed(1) });
}

/** The sentence about a connection that is lost, or null. */
export function linkText(view: LabView, strings: Strings, nowMs: number): string | null {
  if (view.link.phase === "replaced") return strings.replaced;
  if (!isOffline(view)) return null;
  if (view.link.phase !== "waiting") return strings.reconnectingNow;
  return fill(strings.reconnecting, { seconds: Math.max(1, Math.ceil((view.link.untilMs - nowMs) / 1000)) });
}

/** The warning that the machine will be removed, or null. */
export const expiringText = (view: LabView, strings: Strings, nowMs: number): string | null =>
  view.expiresAtMs === null || isOffline(view)
    ? null
    : fill(strings.expiring, { time: duration(view.expiresAtMs - nowMs, strings) });
