import { stat, statfs } from "node:fs/promises";

/** What a machine has written over its image, in MiB. */
export interface DiskUser {
  id: string;
  writtenMiB: number;
}

/** A machine that has written less is not what fills the disk. */
const leastWrittenMiB = 64;

/** Below this part of the disk that must stay free a machine is ended. */
const criticalPart = 1 / 2;

/**
 * The machine to end so that the others do not lose what they write: the one that has written most, once the
 * disk is nearly full. Placing has stopped long before. undefined: none needs to, or none is to blame.
 */
export function machineToEnd(
  users: readonly DiskUser[],
  { freeMiB, reserveMiB }: { freeMiB: number; reserveMiB: number },
): string | undefined {
  if (freeMiB >= reserveMiB * criticalPart) return undefined;
  const [most] = [...users].sort((a, b) => b.writtenMiB - a.writtenMiB);
  return most && most.writtenMiB >= leastWrittenMiB ? most.id : undefined;
}

/** What is free for us on the disk of a folder, in MiB. */
export async function freeDiskMiB(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.floor((bavail * bsize) / 1024 ** 2);
}

/** What a file takes of the disk, in MiB; 0 when it is gone. */
export async function allocatedMiB(file: string): Promise<number> {
  const blocks = await stat(file).then(
    ({ blocks }) => blocks,
    () => 0,
  );
  return (blocks * 512) / 1024 ** 2;
}
