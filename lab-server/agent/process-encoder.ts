import { WireWriter } from "./wire-writer.ts";

/** The field numbers of agent.proto. */
const Field = {
  processes: 1,
  pid: 1,
  ppid: 2,
  comm: 3,
  argv: 4,
  linuxNamespaces: 5,
  status: 6,
  cgroup: 7,
  key: 1,
  value: 2,
} as const;

/** Writes the contents of a file into the answer. Gives how much that was, or -1 when the process is gone. */
export type FileReader = (name: string, into: Uint8Array) => number;

/** Where the encoder takes a process from. */
export interface ProcessSource {
  pid: number;
  readFile: FileReader;
  /** The text of a link in the process's ns folder, such as "pid:[4026531836]". */
  readNamespaceLink: (kind: string) => string | undefined;
}

const kinds = ["cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "user", "uts"];
/** More of one file is cut off. */
const fileBytes = 64 * 1024;
/** The lines Name and PPid are in here: the first lines have fixed fields. */
const headBytes = 512;
const zero = 0;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Writes a ListProcessesResponse process by process, from the bytes that the kernel gives. */
export class ProcessEncoder {
  readonly #writer = new WireWriter(256 * 1024);
  readonly #scratch = new Uint8Array(fileBytes);
  /** Encoded map entries by kind and link: most processes share theirs. */
  readonly #entries = new Map<string, Uint8Array>();

  /** Bytes written so far. */
  get length(): number {
    return this.#writer.length;
  }

  /** Begins an answer. */
  begin(): void {
    this.#writer.truncate(0);
    // Linux namespaces come and go; do not remember every one there ever was.
    if (this.#entries.size > 1000) this.#entries.clear();
  }

  /** The answer. */
  finish(): Uint8Array {
    return this.#writer.finish();
  }

  /** Adds a process, unless it has ended. */
  add({ pid, readFile, readNamespaceLink }: ProcessSource): void {
    const writer = this.#writer;
    const scratch = this.#scratch;
    const start = writer.length;
    const end = writer.open(Field.processes);
    const statusBytes = readFile("status", scratch);
    if (statusBytes <= 0) {
      writer.truncate(start);
      return;
    }
    const status = scratch.subarray(0, statusBytes);
    const { comm, ppid } = parseStatusHead(decoder.decode(status.subarray(0, headBytes)));
    writer.number(Field.pid, pid);
    writer.number(Field.ppid, ppid);
    writer.bytes(Field.comm, encoder.encode(comm));
    writer.bytes(Field.status, status);
    this.#addWords(scratch.subarray(0, Math.max(0, readFile("cmdline", scratch))));
    for (const kind of kinds) {
      const link = readNamespaceLink(kind);
      if (link !== undefined) writer.append(this.#entry(kind, link));
    }
    const endCgroup = writer.open(Field.cgroup);
    writer.fill(fileBytes, (into) => Math.max(0, readFile("cgroup", into)));
    endCgroup();
    end();
  }

  /** Adds argv from a cmdline file, in which every word is followed by NUL. */
  #addWords(commandLine: Uint8Array): void {
    for (let start = 0; start < commandLine.byteLength; ) {
      const found = commandLine.indexOf(zero, start);
      const end = found < 0 ? commandLine.byteLength : found;
      this.#writer.bytes(Field.argv, commandLine.subarray(start, end));
      start = end + 1;
    }
  }

  #entry(kind: string, link: string): Uint8Array {
    const name = `${kind} ${link}`;
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const writer = new WireWriter(64);
    const end = writer.open(Field.linuxNamespaces);
    writer.bytes(Field.key, encoder.encode(kind));
    // Inode numbers of nsfs are 32 bits wide.
    writer.number(Field.value, Number(link.slice(link.indexOf("[") + 1, -1)));
    end();
    const entry = writer.finish();
    this.#entries.set(name, entry);
    return entry;
  }
}

/** Reads name and parent from the beginning of /proc/<pid>/status. */
function parseStatusHead(head: string): { comm: string; ppid: number } {
  const name = head.slice("Name:\t".length, head.indexOf("\n"));
  const parent = head.indexOf("\nPPid:\t") + "\nPPid:\t".length;
  return {
    // The kernel writes a newline as \n and a backslash as \\.
    comm: name.includes("\\")
      ? name.replace(/\\(n|\\)/g, (_, escaped) => (escaped === "n" ? "\n" : "\\"))
      : name,
    ppid: Number(head.slice(parent, head.indexOf("\n", parent))),
  };
}
