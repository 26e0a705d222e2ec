import { Access, type DeviceRule } from "../devices/device-rule.ts";
import { variant } from "./dbus-value.ts";
import type { UnitProperty } from "./systemd-manager.ts";

/**
 * Device rules as properties of a unit. systemd knows only a list of what is allowed; what does not fit into one is
 * left to our own program, which decides in the end in any case. Then the unit itself forbids nothing.
 */
export function deviceProperties(rules: readonly DeviceRule[]): UnitProperty[] {
  const allowed = allowList(rules);
  return allowed === undefined
    ? []
    : [
        ["DevicePolicy", variant("s", "strict")],
        ["DeviceAllow", variant("a(ss)", allowed)],
      ];
}

/** Pairs of what and how. undefined: a list of what is allowed cannot say it. */
function allowList(rules: readonly DeviceRule[]): [string, string][] | undefined {
  let allowed: DeviceRule[] = [];
  for (const rule of rules) {
    const isEverything = rule.type === "a" && rule.major === undefined && rule.access === Access.all;
    if (isEverything && rule.minor === undefined) {
      if (rule.allow) return undefined;
      allowed = [];
    } else if (rule.major === undefined && rule.minor !== undefined) return undefined;
    else if (rule.allow) allowed.push(rule);
    else if (allowed.some((earlier) => overlap(earlier, rule))) return undefined;
  }
  return allowed.flatMap((rule) =>
    (rule.type === "a" ? (["b", "c"] as const) : [rule.type]).map((type): [string, string] => [
      deviceName(type, rule),
      accessLetters(rule.access),
    ]),
  );
}

const overlap = (one: DeviceRule, other: DeviceRule): boolean =>
  (one.type === "a" || other.type === "a" || one.type === other.type) &&
  (one.major ?? other.major) === (other.major ?? one.major) &&
  (one.minor ?? other.minor) === (other.minor ?? one.minor) &&
  (one.access & other.access) !== 0;

/** See "DeviceAllow=" in systemd.resource-control(5). */
function deviceName(type: "b" | "c", { major, minor }: DeviceRule): string {
  const kind = type === "b" ? "block" : "char";
  if (minor !== undefined) return `/dev/${kind}/${major}:${minor}`;
  return `${kind}-${major ?? "*"}`;
}

const accessLetters = (access: number): string =>
  (access & Access.read ? "r" : "") + (access & Access.write ? "w" : "") + (access & Access.mknod ? "m" : "");
