import type { SystemCall, Words } from "../../sys/door.ts";
import { flagNames, isFlagFamily, isNameFamily, valueName } from "./flag-names.ts";
import { type Meaning, signatures } from "./signatures.ts";

const currentDirectory = -100; // AT_FDCWD
const mostText = 80;

/** What the words alone do not say. */
export interface CallReading {
  /** Where an open descriptor leads, if that is known. */
  pathOf(descriptor: number): string | undefined;
  /** The texts of a buffer as `execve` takes them, which holds addresses. */
  stringsOf(block: Uint8Array): string[];
}

/** A system call as a person reads it: `mount("proc", "/proc/self/fd/7", "proc", MS_NOSUID, NULL)`. */
export function formatCall(call: SystemCall, words: Words, reading: CallReading): string {
  const meanings = signatures[call] ?? words.map((): Meaning => "number");
  const shown = meanings.map((meaning, index) => formatWord(meaning, words[index], reading));
  // What a call does not need is not given, and need not be read.
  while (shown.at(-1) === "NULL" && call !== "mount") shown.pop();
  return `${call}(${shown.join(", ")})`;
}

function formatWord(meaning: Meaning, word: Words[number], reading: CallReading): string {
  if (meaning === "out") return "…";
  if (word === null || word === undefined) return meaning === "number" ? "0" : "NULL";
  if (typeof word === "string") return quote(word);
  if (typeof word === "object") return formatBytes(meaning, word, reading);
  if (meaning === "fd") return formatDescriptor(Number(word), reading);
  if (meaning === "octal") return octal(Number(word));
  if (meaning === "device") return formatDevice(Number(word));
  if (meaning === "file-mode") return formatMode(Number(word));
  if (isNameFamily(meaning)) return valueName(meaning, Number(word));
  return isFlagFamily(meaning) ? flagNames(meaning, Number(word)) : String(word);
}

function formatDescriptor(descriptor: number, { pathOf }: CallReading): string {
  if (descriptor === currentDirectory) return "AT_FDCWD";
  const path = pathOf(descriptor);
  return path === undefined ? String(descriptor) : `${descriptor}<${path}>`;
}

const octal = (value: number): string => (value === 0 ? "0" : `0${value.toString(8)}`);

function formatDevice(number: number): string {
  const major = (number >>> 8) & 0xfff;
  const minor = (number & 0xff) | ((number >>> 12) & 0xfff00);
  return `makedev(${major}, ${minor})`;
}

function formatMode(mode: number): string {
  return `${flagNames("type", mode & 0o170000)}|${octal(mode & 0o7777)}`;
}

function formatBytes(meaning: Meaning, bytes: Uint8Array, reading: CallReading): string {
  const word = (index: number) =>
    Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(index * 8, true));
  if (meaning === "strings") return `[${reading.stringsOf(bytes).map(quote).join(", ")}]`;
  if (meaning === "clone-args") return `{flags=${flagNames("clone", word(0))}, exit_signal=${word(4)}}`;
  if (meaning === "how")
    return `{flags=${flagNames("open", word(0))}, mode=${octal(word(1))}, resolve=${flagNames("resolve", word(2))}}`;
  if (meaning === "mount-attr") {
    const parts = [];
    if (word(0)) parts.push(`attr_set=${flagNames("attribute", word(0))}`);
    if (word(1)) parts.push(`attr_clr=${flagNames("attribute", word(1))}`);
    if (word(2)) parts.push(`propagation=${flagNames("mount", word(2))}`);
    return `{${parts.join(", ")}}`;
  }
  if (meaning === "route")
    return `{type=${valueName("rtnetlink", (bytes[4] ?? 0) | ((bytes[5] ?? 0) << 8))}}`;
  return isText(bytes) ? quote(decode(bytes)) : `<${bytes.byteLength} bytes>`;
}

const isText = (bytes: Uint8Array) =>
  bytes.byteLength > 0 && bytes.every((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10);

const decode = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, mostText + 1));

function quote(text: string): string {
  const whole = JSON.stringify(text.length > mostText ? text.slice(0, mostText) : text);
  return text.length > mostText ? `${whole}…` : whole;
}
