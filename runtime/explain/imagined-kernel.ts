import { attempt, decodeText, encodeText, type SystemCall, type Words } from "../../sys/door.ts";
import { ImaginedFiles } from "./imagined-files.ts";
import { ImaginedNetwork } from "./imagined-network.ts";
import { really } from "./really.ts";

/** Thrown where a process would end or become another program: there its calls end. */
export class ImaginedEnd extends Error {}

const currentDirectory = -100; // AT_FDCWD
const firstDescriptor = 100;
const lastCapability = 40;
const mountFlags = { remount: 32, bind: 4096, move: 8192, propagation: 0x1e0000 };
const openFlags = { access: 0o3, create: 0o100, exclusive: 0o200, truncate: 0o1000 };
const notThere = -2; // -ENOENT
const isThere = -17; // -EEXIST
const invalid = -22; // -EINVAL

/** Calls that only ask: the real kernel answers. */
const asking: ReadonlySet<SystemCall> = new Set<SystemCall>([
  "capget",
  "clock_gettime",
  "getgid",
  "getpid",
  "getrandom",
  "getuid",
  "readlinkat",
  "statfs",
  "uname",
]);

/** What is seen through a file system of the kernel's own is what the host shows there. */
const kernelFileSystems: Readonly<Record<string, string>> = {
  proc: "/proc",
  sysfs: "/sys",
  cgroup2: "/sys/fs/cgroup",
};

/**
 * A kernel in the imagination: it answers the calls of the runtime and of init as the real one would, so that their
 * own code runs, and does nothing. Questions about files that are there go to the real kernel.
 */
export class ImaginedKernel {
  /** Of the process whose calls are answered now: init gets another root, which its parent must not. */
  #root = "";
  #directory = "/";
  readonly #files = new ImaginedFiles();
  readonly #network = new ImaginedNetwork();
  readonly #paths = new Map<number, string>();
  readonly #readOffsets = new Map<number, number>();
  readonly #messages: Uint8Array[] = [];
  #nextDescriptor = firstDescriptor;
  /** The two ends of the channel between runtime and init, once it is there. */
  #channel: [number, number] | undefined;

  /** Where a descriptor leads. */
  pathOf(descriptor: number): string | undefined {
    return this.#paths.get(descriptor);
  }

  /** A new process comes from the host's root. Result: what its parent goes back to. */
  enterProcess(): { root: string; directory: string } {
    const before = { root: this.#root, directory: this.#directory };
    this.#root = "";
    this.#directory = "/";
    return before;
  }

  leaveProcess({ root, directory }: { root: string; directory: string }): void {
    this.#root = root;
    this.#directory = directory;
  }

  /** Whether a call wakes the other process, or waits for it. */
  handshakeOf(call: SystemCall, [word]: Words): "wakes" | "waits" | undefined {
    // `start` waits until init has the FIFO no more: it has become its program.
    if (call === "execve") return "wakes";
    if (call === "poll") return this.#isPollOfFifo(word as Uint8Array) ? "waits" : undefined;
    const descriptor = Number(word);
    const isBetween = this.#isChannel(descriptor, "runtime") || this.#isChannel(descriptor, "init");
    if (!isBetween && !(word !== undefined && this.isStartFifo(word))) return undefined;
    if (call === "read") return "waits";
    return call === "write" || call === "sendmsg" ? "wakes" : undefined;
  }

  #isPollOfFifo(records: Uint8Array): boolean {
    return this.isStartFifo(new DataView(records.buffer, records.byteOffset).getInt32(0, true));
  }

  isStartFifo(word: Words[number]): boolean {
    return this.#pathOfWord(word).endsWith("/exec.fifo");
  }

  #isChannel(descriptor: number, end: "runtime" | "init"): boolean {
    return this.#channel?.[end === "runtime" ? 0 : 1] === descriptor;
  }

  /** Answers one call. `proceed` asks the real kernel. */
  answer(call: SystemCall, words: Words, proceed: () => number): number {
    const rule = this.#rules[call];
    if (asking.has(call)) return proceed();
    return rule ? rule(words, proceed) : 0;
  }

  readonly #rules: Partial<Record<SystemCall, (words: Words, proceed: () => number) => number>> = {
    bpf: ([command]) => (Number(command) === 5 ? this.#give("bpf program") : 0),
    chroot: ([path]) => this.#enterRoot(this.#path(currentDirectory, path)),
    // The runtime's own number: there is a /proc/<pid> of it to be read.
    clone3: () => really(() => attempt("getpid")),
    close: ([descriptor], proceed) => this.#close(Number(descriptor), proceed),
    connect: () => 0,
    dup3: ([, to]) => Number(to),
    execve: () => {
      throw new ImaginedEnd();
    },
    exit_group: () => {
      throw new ImaginedEnd();
    },
    fchdir: ([descriptor]) => this.#changeDirectory(Number(descriptor)),
    fcntl: ([descriptor], proceed) => (this.#isReal(descriptor) ? proceed() : 0),
    fsmount: ([context]) => this.#give(this.#paths.get(Number(context)) ?? "?"),
    fsopen: ([type]) => this.#give(kernelFileSystems[String(type)] ?? String(type)),
    fstatfs: ([descriptor], proceed) => (this.#isReal(descriptor) ? proceed() : 0),
    getcwd: ([buffer]) => {
      (buffer as Uint8Array).set([0x2f, 0]);
      return 2;
    },
    getdents64: ([descriptor], proceed) => (this.#isReal(descriptor) ? proceed() : 0),
    ioctl: ([, request]) => (Number(request) === 0x5441 ? this.#give("/dev/pts/0") : 0),
    keyctl: () => 1,
    memfd_create: ([name]) => this.#give(`memfd:${String(name)}`),
    mkdirat: ([at, path]) => this.#make(this.#path(at, path), "folder"),
    mknodat: ([at, path]) => this.#make(this.#path(at, path), "file"),
    mount: (words) => this.#mount(words),
    move_mount: ([tree, , target]) => this.#attach(Number(tree), Number(target)),
    open_tree: ([at, path]) => this.#give(path === "" ? this.#pathOfWord(at) : this.#path(at, path)),
    openat: ([at, path, flags], proceed) => this.#open(this.#path(at, path), Number(flags), proceed),
    openat2: ([at, path, how]) => this.#openInRoot(this.#path(at, path), how as Uint8Array),
    pidfd_open: () => this.#give("pidfd"),
    pidfd_getfd: () => this.#give("seccomp listener"),
    pipe2: ([ends]) => this.#giveTwo(ends as Uint8Array, "pipe"),
    pivot_root: () => this.#enterRoot(this.#directory),
    poll: ([records, count]) => this.#poll(records as Uint8Array, Number(count)),
    prctl: ([option, number]) => (Number(option) === 24 && Number(number) > lastCapability ? invalid : 0),
    read: ([descriptor, into], proceed) => this.#read(Number(descriptor), into as Uint8Array, proceed),
    renameat2: ([from, oldPath, to, newPath]) => {
      this.#files.rename(this.#path(from, oldPath), this.#path(to, newPath));
      return 0;
    },
    recvfrom: (words, proceed) => this.#network.receive(words, proceed),
    sendmsg: () => 1,
    sendto: (words, proceed) => this.#network.send(words, proceed),
    setns: ([descriptor, flags]) => {
      this.#network.enter(this.#pathOfWord(descriptor), Number(flags));
      return 0;
    },
    socket: (words, proceed) => this.#network.socket(words, proceed) ?? this.#give("socket"),
    socketpair: ([, , , ends]) => {
      const result = this.#giveTwo(ends as Uint8Array, "channel");
      this.#channel ??= [this.#nextDescriptor - 2, this.#nextDescriptor - 1];
      return result;
    },
    statx: ([at, path, flags, , record]) =>
      this.#files.status(path === "" ? this.#pathOfWord(at) : this.#path(at, path), record as Uint8Array, {
        followLinks: (Number(flags) & 0x100) === 0,
      }),
    symlinkat: ([, at, path]) => this.#make(this.#path(at, path), "file"),
    umask: () => 0o022,
    unlinkat: ([at, path]) => (this.#files.remove(this.#path(at, path)) ? 0 : notThere),
    wait4: ([pid]) => Number(pid),
    write: ([descriptor, bytes]) => this.#write(Number(descriptor), bytes as Uint8Array),
  };

  #changeDirectory(descriptor: number): number {
    this.#directory = this.#paths.get(descriptor) ?? "/";
    return 0;
  }

  #enterRoot(path: string): number {
    this.#root = path === "/" ? "" : path;
    this.#directory = path;
    return 0;
  }

  #isReal(word: Words[number]): boolean {
    return Number(word) < firstDescriptor;
  }

  #give(path: string): number {
    this.#paths.set(this.#nextDescriptor, path);
    return this.#nextDescriptor++;
  }

  #giveTwo(ends: Uint8Array, path: string): number {
    const view = new DataView(ends.buffer, ends.byteOffset);
    view.setInt32(0, this.#give(path), true);
    view.setInt32(4, this.#give(path), true);
    return 0;
  }

  #close(descriptor: number, proceed: () => number): number {
    // Both processes have each, and only one of them is listened to at a time.
    if (!this.#isReal(descriptor)) return 0;
    this.#paths.delete(descriptor);
    this.#network.close(descriptor);
    return proceed();
  }

  #pathOfWord(word: Words[number]): string {
    return this.#paths.get(Number(word)) ?? "?";
  }

  /** A path as the host has it, from a directory's descriptor and a path of the process that calls. */
  #path(at: Words[number], word: Words[number]): string {
    const path = String(word);
    const link = /^\/proc\/(?:thread-)?self\/fd\/(\d+)$/.exec(path)?.[1];
    if (link !== undefined) return this.#pathOfWord(Number(link));
    const start = Number(at) === currentDirectory ? this.#directory : this.#pathOfWord(at);
    if (path.startsWith("/") && Number(at) === currentDirectory) return clean(this.#root + path);
    return clean(`${start}/${path}`);
  }

  #make(path: string, kind: "folder" | "file"): number {
    if (this.#files.at(path)) return isThere;
    this.#files.make(path, kind);
    return 0;
  }

  #open(path: string, flags: number, proceed: () => number): number {
    const place = this.#files.at(path);
    const isForWriting = (flags & openFlags.access) !== 0;
    if (flags & openFlags.create) {
      if (place && flags & openFlags.exclusive) return isThere;
      if (!place) this.#files.make(path, "file");
      if (flags & openFlags.truncate) this.#files.write(path, "", { truncates: true });
      return this.#give(path);
    }
    // Files of a cgroup come with it, and are not there yet.
    if (!place) return isForWriting || this.#isInMadeGroup(path) ? this.#give(path) : notThere;
    if (isForWriting || "made" in place) return this.#give(path);
    const descriptor =
      place.real === path && this.#root === ""
        ? proceed()
        : really(() => attempt("openat", currentDirectory, place.real, flags, 0));
    if (descriptor >= 0) this.#paths.set(descriptor, path);
    return descriptor;
  }

  #isInMadeGroup(path: string): boolean {
    const folder = this.#files.at(path.slice(0, path.lastIndexOf("/")));
    return path.startsWith("/sys/fs/cgroup/") && folder !== undefined && "made" in folder;
  }

  #openInRoot(path: string, how: Uint8Array): number {
    const flags = Number(new DataView(how.buffer, how.byteOffset).getBigUint64(0, true));
    const place = this.#files.at(path);
    if (!place) return flags & openFlags.access ? this.#give(path) : notThere;
    return this.#give(path);
  }

  #mount([source, target, type, flags]: Words): number {
    const bits = Number(flags ?? 0);
    if (bits & (mountFlags.remount | mountFlags.propagation)) return 0;
    const at = this.#path(currentDirectory, target);
    if (bits & mountFlags.move) return 0;
    if (bits & mountFlags.bind) this.#files.mount(at, this.#path(currentDirectory, source));
    else this.#files.mount(at, kernelFileSystems[String(type)]);
    return 0;
  }

  #attach(tree: number, target: number): number {
    const at = this.#pathOfWord(target);
    this.#files.mount(at, this.#pathOfWord(tree));
    this.#paths.set(tree, at);
    return 0;
  }

  /** Everything that is waited for has come. */
  #poll(records: Uint8Array, count: number): number {
    const view = new DataView(records.buffer, records.byteOffset);
    for (let index = 0; index < count; index++) {
      const wanted = view.getInt16(index * 8 + 4, true);
      const error = 8; // POLLERR: nobody has the FIFO open any more
      view.setInt16(index * 8 + 6, wanted === 0 ? error : wanted, true);
    }
    return count;
  }

  #read(descriptor: number, into: Uint8Array, proceed: () => number): number {
    if (this.#isChannel(descriptor, "runtime")) {
      const message = this.#messages.shift();
      if (!message) throw new ImaginedEnd();
      into.set(message);
      return message.byteLength;
    }
    if (this.#isChannel(descriptor, "init")) return 1;
    if (this.#isReal(descriptor)) return proceed();
    const path = this.#pathOfWord(descriptor);
    if (this.isStartFifo(descriptor)) return 1;
    const bytes = encodeText(this.#files.read(path) ?? "");
    const offset = this.#readOffsets.get(descriptor) ?? 0;
    const part = bytes.subarray(offset, offset + into.byteLength);
    into.set(part);
    this.#readOffsets.set(descriptor, offset + part.byteLength);
    return part.byteLength;
  }

  #write(descriptor: number, bytes: Uint8Array): number {
    if (this.#isChannel(descriptor, "init")) this.#messages.push(bytes.slice());
    else {
      const text = decodeText(bytes, 0, bytes.byteLength);
      this.#files.write(this.#pathOfWord(descriptor), text, { truncates: false });
    }
    return bytes.byteLength;
  }
}

/** Takes out doubled slashes, "." and "..". */
function clean(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/"))
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  return `/${names.join("/")}`;
}
