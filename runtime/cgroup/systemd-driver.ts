import { fileStatus } from "../../sys/file-status.ts";
import type { Resources } from "../config/config.ts";
import { variant } from "./dbus/dbus-value.ts";
import { deviceProperties } from "./dbus/device-properties.ts";
import { limitProperties, withUnitQuota } from "./dbus/limit-properties.ts";
import { parseVariant } from "./dbus/parse-variant.ts";
import { SystemdManager, type UnitProperty } from "./dbus/systemd-manager.ts";
import { parseDeviceRules, usualDevices } from "./devices/device-rule.ts";
import type { UnitPlace } from "./plan-unit.ts";

const oomPolicyVersion = 253;

/** What the systemd driver asks of systemd for one container. */
export interface SystemdDriver {
  /** Makes the unit, with a process in it and its limits. `folder` is where its group is to be. */
  start(unit: UnitPlace, options: { pid: number; folder: string; resources: Resources }): void;
  /** Changes the limits. */
  update(unit: UnitPlace, resources: Resources): void;
  stop(unit: UnitPlace): void;
  /** The limits as systemd writes them. */
  rounded(resources: Resources): Resources;
  /** The cgroup of the user's systemd, for places below it. */
  userManagerGroup(): string;
}

export const systemdDriver: SystemdDriver = {
  start(unit, { pid, folder, resources }) {
    withManager(unit, "start", (manager) => {
      manager.startTransientUnit(unit.name, [
        ...unitProperties(unit, pid),
        ...oomPolicy(resources, manager),
        ...deviceProperties([...parseDeviceRules(resources.devices ?? []), ...usualDevices()]),
        ...limitProperties(resources, () => versionOf(manager)),
      ]);
      if (!fileStatus(folder)) throw new Error(`its cgroup is not where it was to be: there is no ${folder}`);
    });
  },

  update(unit, resources) {
    withManager(unit, "change", (manager) => {
      const properties = limitProperties(resources, () => versionOf(manager));
      if (properties.length > 0) manager.setUnitProperties(unit.name, properties);
    });
  },

  stop(unit) {
    withManager(unit, "stop", (manager) => {
      manager.stopUnit(unit.name);
      manager.resetFailedUnit(unit.name);
    });
  },

  rounded: withUnitQuota,

  userManagerGroup() {
    const manager = SystemdManager.connect({ isUser: true });
    try {
      return String(manager.property("ControlGroup"));
    } finally {
      manager.close();
    }
  },
};

function withManager(unit: UnitPlace, verb: string, work: (manager: SystemdManager) => void): void {
  try {
    const manager = SystemdManager.connect(unit);
    try {
      work(manager);
    } finally {
      manager.close();
    }
  } catch (error) {
    throw new Error(`Cannot ${verb} the systemd unit ${unit.name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** See "Delegation" in the systemd documents on control groups: what is below the unit is the container's alone. */
function unitProperties(unit: UnitPlace, pid: number): UnitProperty[] {
  const isSlice = unit.name.endsWith(".slice");
  const yes = variant("b", true);
  return [
    ["Description", variant("s", `cloison container ${unit.name}`)],
    ...(isSlice
      ? [["Wants", variant("as", [unit.slice])] as const]
      : [["Slice", variant("s", unit.slice)] as const, ["Delegate", yes] as const]),
    ["PIDs", variant("au", [pid])],
    ["MemoryAccounting", yes],
    ["CPUAccounting", yes],
    ["IOAccounting", yes],
    ["TasksAccounting", yes],
    ["DefaultDependencies", variant("b", false)],
    ...Object.entries(unit.properties).map(([name, text]) => annotatedProperty(name, text)),
  ];
}

/** Some properties are documented with seconds and are set in microseconds: TimeoutStopSec is TimeoutStopUSec. */
function annotatedProperty(name: string, text: string): UnitProperty {
  try {
    const value = parseVariant(text);
    const match = /^(.*[a-z])Sec$/.exec(name);
    if (match === null) return [name, value];
    if (typeof value.value !== "number" && typeof value.value !== "bigint")
      throw new Error(`${text} must be a number of seconds`);
    const us = BigInt(Math.round(Number(value.value) * 1e6));
    return [`${match[1]}USec`, variant("t", us)];
  } catch (error) {
    throw new Error(`annotations["org.systemd.property.${name}"]: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Can be set only when the unit is made; systemd then writes memory.oom.group itself. */
function oomPolicy({ unified }: Resources, manager: SystemdManager): UnitProperty[] {
  const group = unified?.["memory.oom.group"]?.trim();
  if ((group !== "0" && group !== "1") || versionOf(manager) < oomPolicyVersion) return [];
  return [["OOMPolicy", variant("s", group === "1" ? "kill" : "continue")]];
}

/** From "257.7-1", or "v245.4-1.fc32" on old ones. */
const versionOf = (manager: SystemdManager): number =>
  Number(/[0-9]+/.exec(String(manager.property("Version")))?.[0] ?? 0);
