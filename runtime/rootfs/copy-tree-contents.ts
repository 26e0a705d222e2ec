import { parseDirectoryRecords } from "../../sys/directory-records.ts";
import { perform } from "../../sys/door.ts";
import { type FileStatus, fileStatus } from "../../sys/file-status.ts";
import { changeMode, close, FileType, OpenFlag, readDirectory, readLink } from "../../sys/files.ts";
import { deviceNumber } from "./device-number.ts";

const doNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
const mostBytes = 0x7ffff000; // what one sendfile(2) moves at most

/**
 * Copies what is in one folder into another: folders, files, links and special files with their owners and modes.
 * Both are open descriptors, and nothing is looked up outside of them.
 */
export function copyTreeContents(from: number, to: number): void {
  for (const name of namesIn(from)) copyEntry(name, { from, to });
}

function namesIn(folder: number): string[] {
  const readable = openBelow(folder, ".", OpenFlag.readOnly | OpenFlag.directory);
  try {
    const names: string[] = [];
    const buffer = new Uint8Array(32_768);
    for (let count = readDirectory(readable, buffer); count > 0; count = readDirectory(readable, buffer))
      for (const { name } of parseDirectoryRecords(buffer.subarray(0, count))) names.push(name);
    return names;
  } finally {
    close(readable);
  }
}

function copyEntry(name: string, { from, to }: { from: number; to: number }): void {
  const source = openBelow(from, name, OpenFlag.path | OpenFlag.noFollow);
  try {
    const status = fileStatus(source);
    if (!status) return;
    const type = status.mode & FileType.mask;
    if (type === FileType.directory) copyFolder(name, { source, to, status });
    else if (type === FileType.regular) copyFile(name, { from, to, status });
    else if (type === FileType.link) copyLink(name, { from, to });
    else perform("mknodat", to, name, status.mode, deviceNumber(status.special));
    if (type !== FileType.regular) perform("fchownat", to, name, status.uid, status.gid, doNotFollow);
  } finally {
    close(source);
  }
}

function copyFolder(
  name: string,
  { source, to, status }: { source: number; to: number; status: FileStatus },
): void {
  perform("mkdirat", to, name, status.mode & 0o7777);
  const copy = openBelow(to, name, OpenFlag.readOnly | OpenFlag.directory | OpenFlag.noFollow);
  try {
    copyTreeContents(source, copy);
    changeMode(copy, status.mode & 0o7777);
  } finally {
    close(copy);
  }
}

function copyFile(
  name: string,
  { from, to, status }: { from: number; to: number; status: FileStatus },
): void {
  const source = openBelow(from, name, OpenFlag.readOnly | OpenFlag.noFollow);
  try {
    const flags = OpenFlag.writeOnly | OpenFlag.create | OpenFlag.exclusive;
    const copy = openBelow(to, name, flags);
    try {
      while (perform("sendfile", copy, source, null, mostBytes) > 0);
      perform("fchown", copy, status.uid, status.gid);
      changeMode(copy, status.mode & 0o7777);
    } finally {
      close(copy);
    }
  } finally {
    close(source);
  }
}

function copyLink(name: string, { from, to }: { from: number; to: number }): void {
  const target = readLink(name, { directory: from, scratch: new Uint8Array(4096) });
  if (target !== undefined) perform("symlinkat", target, to, name);
}

function openBelow(folder: number, name: string, flags: number): number {
  return perform("openat", folder, name, flags | OpenFlag.closeOnExec, 0o600);
}
