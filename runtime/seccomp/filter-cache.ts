import { build } from "../../sys/build.ts";
import { userId } from "../../sys/credentials.ts";
import { parseDirectoryRecords } from "../../sys/directory-records.ts";
import { decodeText, encodeText, perform } from "../../sys/door.ts";
import {
  close,
  makeDirectory,
  OpenFlag,
  open,
  read,
  readDirectory,
  rename,
  unlink,
  writeAll,
} from "../../sys/files.ts";
import { SystemError } from "../../sys/system-error.ts";
import { log } from "../cli/log.ts";
import type { Seccomp } from "../config/config.ts";
import { fileNameOf, filterKey } from "./filter-key.ts";

const folderName = ".seccomp";
const mostPrograms = 32;
const mostBytes = 1 << 20;
const headBytes = 4;

/**
 * A compiled program of one section, kept in a file: the length of the key, the key, the program. Made by another
 * build of the runtime it is not found. A cache that cannot be used is no reason to fail.
 */
export class FilterCache {
  readonly #folder: string;
  readonly #key: string;
  readonly #path: string;

  constructor(stateRoot: string, seccomp: Seccomp) {
    this.#folder = `${stateRoot}/${folderName}`;
    this.#key = `${build}\n${filterKey(seccomp)}`;
    this.#path = `${this.#folder}/${fileNameOf(this.#key)}`;
  }

  find(): Uint8Array | undefined {
    const bytes = this.#read();
    if (!bytes || bytes.byteLength < headBytes) return undefined;
    const keyBytes = new DataView(bytes.buffer).getUint32(0, true);
    const isWhole = headBytes + keyBytes < bytes.byteLength;
    if (!isWhole || decodeText(bytes, headBytes, keyBytes) !== this.#key) return undefined;
    return bytes.slice(headBytes + keyBytes);
  }

  #read(): Uint8Array | undefined {
    let file: number | undefined;
    try {
      file = open(this.#path, OpenFlag.readOnly | OpenFlag.noFollow);
      const size = trustedSize(file);
      if (size === undefined) return undefined;
      const bytes = new Uint8Array(size);
      for (let done = 0; done < size; ) {
        const count = read(file, bytes.subarray(done)) ?? 0;
        if (count === 0) return undefined;
        done += count;
      }
      return bytes;
    } catch (error) {
      if (!SystemError.is(error, "ENOENT")) log.debug(() => `Cannot read ${this.#path}: ${error}`);
      return undefined;
    } finally {
      if (file !== undefined) close(file);
    }
  }

  /** Complete or not at all: it is written under another name first. */
  keep(program: Uint8Array): void {
    const unfinished = `${this.#folder}/new-${perform("getpid")}`;
    try {
      makeDirectory(this.#folder, { mode: 0o700 });
      this.#makeRoom();
      const flags = OpenFlag.writeOnly | OpenFlag.create | OpenFlag.truncate | OpenFlag.noFollow;
      const file = open(unfinished, flags, { mode: 0o600 });
      try {
        const key = encodeText(this.#key);
        const bytes = new Uint8Array(headBytes + key.byteLength + program.byteLength);
        new DataView(bytes.buffer).setUint32(0, key.byteLength, true);
        bytes.set(key, headBytes);
        bytes.set(program, headBytes + key.byteLength);
        writeAll(file, bytes);
      } finally {
        close(file);
      }
      rename(unfinished, this.#path);
    } catch (error) {
      log.debug(() => `Cannot keep a compiled seccomp filter: ${error}`);
    }
  }

  /** Forgets everything when it has become much: those in use come back with their next container. */
  #makeRoom(): void {
    const names = namesIn(this.#folder);
    if (names.length >= mostPrograms) for (const name of names) unlink(`${this.#folder}/${name}`);
  }
}

function namesIn(folder: string): string[] {
  const directory = open(folder, OpenFlag.readOnly | OpenFlag.directory);
  try {
    // Room for many times mostPrograms, so that once is enough.
    const buffer = new Uint8Array(16_384);
    const length = readDirectory(directory, buffer);
    return parseDirectoryRecords(buffer.subarray(0, length)).map(({ name }) => name);
  } finally {
    close(directory);
  }
}

/** How long an open file is; undefined if others than this user may have written it. */
function trustedSize(file: number): number | undefined {
  const status = new Uint8Array(256); // struct statx
  const emptyPath = 0x1000; // AT_EMPTY_PATH
  const wanted = 0x20b; // STATX_TYPE | STATX_MODE | STATX_UID | STATX_SIZE
  perform("statx", file, "", emptyPath, wanted, status);
  const view = new DataView(status.buffer);
  const isRegular = (view.getUint16(28, true) & 0o170000) === 0o100000;
  const isOurs = view.getUint32(20, true) === userId() && (view.getUint16(28, true) & 0o022) === 0;
  const size = Number(view.getBigUint64(40, true));
  return isRegular && isOurs && size <= mostBytes ? size : undefined;
}
