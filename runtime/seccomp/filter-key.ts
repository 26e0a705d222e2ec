import type { Seccomp } from "../config/config.ts";

/**
 * All of a section that its program depends on, as one text. Not JSON.stringify, which knows no bigints; what a name can
 * hold does not matter, for names that hold separators are unknown and change no program.
 */
export function filterKey(seccomp: Seccomp): string {
  const { defaultAction, defaultErrnoRet, architectures = [], syscalls = [] } = seccomp;
  let key = `${defaultAction} ${defaultErrnoRet} ${architectures.join(" ")}\n`;
  for (const { names, action, errnoRet, args = [] } of syscalls) {
    key += `${action} ${errnoRet} ${names.join(" ")}\n`;
    for (const { index, op, value, valueTwo } of args) key += `  ${index} ${op} ${value} ${valueTwo}\n`;
  }
  return key;
}

const samples = 64;

/**
 * A name for a file that holds what belongs to a key. It tells most keys apart, not all: the file must hold the key
 * too, to be compared.
 */
export function fileNameOf(key: string): string {
  let sum = key.length;
  const step = Math.max(1, Math.floor(key.length / samples));
  for (let index = 0; index < key.length; index += step)
    sum = (Math.imul(sum, 31) + key.charCodeAt(index)) >>> 0;
  return `${key.length.toString(36)}-${sum.toString(36)}`;
}
