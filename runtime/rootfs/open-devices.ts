import { perform } from "../../sys/door.ts";
import { unlink } from "../../sys/files.ts";
import { changeMount, copyTree, MountAttribute } from "../../sys/mounts.ts";
import { because } from "../cause.ts";
import type { Device, IdMapping, Linux } from "../config/config.ts";
import { deviceFileType } from "./device-file-type.ts";
import { deviceNumber } from "./device-number.ts";

const currentDirectory = -100; // AT_FDCWD

/**
 * Makes the devices of config.json for a container that may not: in a user namespace nobody may. Each is made in a
 * folder of ours, opened as a mount of its own and unlinked again. Result: trees that are attached nowhere, by path.
 */
export function openDevices({ devices = [], ...linux }: Linux, folder: string): Map<string, number> {
  return new Map(
    devices.map((device, index) =>
      because(`/linux/devices/${index}`, () => [device.path, openDevice(device, { linux, folder })]),
    ),
  );
}

function openDevice(device: Device, { linux, folder }: { linux: Linux; folder: string }): number {
  const path = `${folder}/device`;
  const mode = deviceFileType(device.type) | (device.fileMode ?? 0o666);
  const number = deviceNumber({ major: device.major ?? 0, minor: device.minor ?? 0 });
  perform("mknodat", currentDirectory, path, mode, number);
  try {
    const uid = hostId(linux.uidMappings, device.uid ?? 0);
    const gid = hostId(linux.gidMappings, device.gid ?? 0);
    perform("fchownat", currentDirectory, path, uid, gid, 0);
    perform("fchmodat", currentDirectory, path, mode & 0o7777);
    const tree = copyTree(path);
    // The folder of all state is in a file system that mostly has devices forbidden.
    changeMount(tree, { clear: MountAttribute.noDevices });
    return tree;
  } finally {
    unlink(path);
  }
}

/** What an id of the container is on the host; without a mapping it is itself. */
function hostId(mappings: readonly IdMapping[] | undefined, id: number): number {
  const mapping = mappings?.find(({ containerID, size }) => id >= containerID && id < containerID + size);
  return mapping ? mapping.hostID + id - mapping.containerID : id;
}
