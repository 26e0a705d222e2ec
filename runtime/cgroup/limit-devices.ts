import {
  AttachType,
  attachedPrograms,
  attachProgram,
  detachProgram,
  loadProgram,
  openProgram,
  ProgramType,
} from "../../sys/bpf.ts";
import { close, OpenFlag, open } from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { because } from "../cause.ts";
import type { Resources } from "../config/config.ts";
import { compileDeviceProgram } from "./devices/compile-device-program.ts";
import { parseDeviceRules, usualDevices } from "./devices/device-rule.ts";

const type = AttachType.cgroupDevice;

export interface LimitDevicesOptions {
  /** The group has been made by us, so no program can be attached yet. */
  isNew: boolean;
  /** That the kernel lets this user load no program is no error. */
  mayLack: boolean;
}

/**
 * Makes the device rules of a config, and after them those for the usual devices, the rules of a group. Without rules
 * only the usual devices may be used.
 */
export function limitDevices(
  folder: string,
  devices: Resources["devices"],
  { isNew, mayLack }: LimitDevicesOptions,
): void {
  because("/linux/resources/devices", () => {
    const program = compileDeviceProgram([...parseDeviceRules(devices ?? []), ...usualDevices()]);
    if (program === undefined && isNew) return;
    const directory = open(folder, OpenFlag.readOnly | OpenFlag.directory);
    try {
      putProgram(directory, program, isNew);
    } catch (error) {
      if (mayLack && SystemError.is(error, "EPERM")) return;
      const reason = (error as Error).message;
      throw new Error(`linux.resources.devices: cannot limit the devices of ${folder}: ${reason}`, {
        cause: error,
      });
    } finally {
      close(directory);
    }
  });
}

/** The old program, ours or systemd's, is there until the new one is: no device is free for a moment. */
function putProgram(directory: number, instructions: Uint8Array | undefined, isNew: boolean): void {
  const old = isNew ? [] : attachedPrograms(directory, type).map(openProgram);
  const programs = old.filter((program) => program !== undefined);
  try {
    const replaces = programs.length === 1 ? programs[0] : undefined;
    if (instructions) attach(directory, instructions, replaces);
    if (instructions && replaces !== undefined) return;
    for (const program of programs) detachProgram(directory, { program, type });
  } finally {
    programs.forEach(close);
  }
}

function attach(directory: number, instructions: Uint8Array, replaces: number | undefined): void {
  const program = loadProgram(ProgramType.cgroupDevice, { instructions, name: "cloison_devices" });
  try {
    attachProgram(directory, { program, type, replaces });
  } finally {
    // Attached, it lives as long as the group.
    close(program);
  }
}
