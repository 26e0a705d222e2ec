import { perform } from "../../sys/door.ts";
import { makeDirectory } from "../../sys/files.ts";
import { changeMount, copyTree, MountAttribute } from "../../sys/mounts.ts";
import { because } from "../cause.ts";
import type { Device, IdMapping, Linux } from "../config/config.ts";
import { deviceFileType } from "./device-file-type.ts";
import { deviceNumber } from "./device-number.ts";

const currentDirectory = -100; // AT_FDCWD

/**
 * Makes the devices of config.json for a container that may not: in a user namespace nobody may. Each is made in a
 * folder of ours and opened as a mount of its own; removeDevices takes it away when it has been attached. Result:
 * trees that are attached nowhere, by path.
 */
export function openDevices({ devices = [], ...linux }: Linux, folder: string): Map<string, number> {
  if (devices.length > 0) makeDirectory(folder, { mode: 0o700 });
  return new Map(
    devices.map((device, index) =>
      because(`/linux/devices/${index}`, () => {
        const path = `${folder}/${index}`;
        return [device.path, openDevice(device, { linux, path })];
      }),
    ),
  );
}

function openDevice(device: Device, { linux, path }: { linux: Linux; path: string }): number {
  const mode = deviceFileType(device.type) | (device.fileMode ?? 0o666);
  const number = deviceNumber({ major: device.major ?? 0, minor: device.minor ?? 0 });
  perform("mknodat", currentDirectory, path, mode, number);
  const uid = hostId(linux.uidMappings, device.uid ?? 0);
  const gid = hostId(linux.gidMappings, device.gid ?? 0);
  perform("fchownat", currentDirectory, path, uid, gid, 0);
  perform("fchmodat", currentDirectory, path, mode & 0o7777);
  const tree = copyTree(path);
  // The folder of all state is in a file system that mostly has devices forbidden.
  changeMount(tree, { clear: MountAttribute.noDevices });
  return tree;
}

/** What an id of the container is on the host; without a mapping it is itself. */
function hostId(mappings: readonly IdMapping[] | undefined, id: number): number {
  const mapping = mappings?.find(({ containerID, size }) => id >= containerID && id < containerID + size);
  return mapping ? mapping.hostID + id - mapping.containerID : id;
}
