import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join, normalize } from "node:path";
import { unifiedMount } from "./cgroup-host.ts";

let count = 0;

/** $0 is where cgroup v2 is mounted, $1 a group, $2 a folder that stays writable. */
const enter = `
echo $$ >"$1/cgroup.procs"
exec unshare --mount --cgroup --uts --ipc --propagation private sh -ec '
  mount --bind "$2" "$2"
  mount -o remount,bind,ro /
  umount -l "$0"
  mount --make-rshared /
  mount -t cgroup2 none "$0"
  mkdir "$0/callers"
  echo $$ >"$0/callers/cgroup.procs"
  echo ready
  exec cat' "$0" "$1" "$2"
`;

/**
 * A part of this machine for one test alone, with its own mounts, control groups and host name, so that what is left
 * there was left by the runtime, and that a mistake of the runtime spoils nothing. Needs root and cgroup v2.
 */
export class OwnHost {
  readonly #group: string;
  readonly #mount: string;
  readonly #holder: ChildProcess;
  #mountsBefore = "";

  private constructor(writable: string) {
    this.#mount = unifiedMount() ?? "";
    this.#group = join(this.#mount, `cloison-test-${process.pid}-host-${++count}`);
    mkdirSync(this.#group);
    this.#holder = spawn("sh", ["-c", enter, this.#mount, this.#group, writable], {
      // It ends with its input, so also when this process is killed.
      stdio: ["pipe", "pipe", "inherit"],
    });
  }

  /** Nothing but what is in the folder `writable` can be written to. */
  static async open(writable: string): Promise<OwnHost> {
    const host = new OwnHost(writable);
    try {
      await host.#ready();
    } catch (error) {
      await host.close();
      throw error;
    }
    host.#mountsBefore = host.#mounts();
    return host;
  }

  async #ready(): Promise<void> {
    for await (const chunk of this.#holder.stdout ?? []) if (String(chunk) === "ready\n") return;
    throw new Error("Cannot make mounts and control groups for a test");
  }

  /** What to put before a command to run it there. */
  get prefix(): string[] {
    const { pid } = this.#holder;
    const namespaces = ["mnt:mount", "cgroup", "uts", "ipc"].map((name) => {
      const [file = "", option = file] = name.split(":");
      return `--${option}=/proc/${pid}/ns/${file}`;
    });
    const script = `echo $$ >"$0/callers/cgroup.procs" && exec "$@"`;
    return ["nsenter", ...namespaces, "--", "sh", "-c", script, this.#mount];
  }

  /** Changes it, as root; the mounts that are there then are what belongs there. */
  change(script: string, ...words: string[]): void {
    const [program = "", ...rest] = this.prefix;
    execFileSync(program, [...rest, "sh", "-ec", script, ...words]);
    this.#mountsBefore = this.#mounts();
  }

  /** The group that is the root of all groups there, as it is seen there. */
  get rootGroup(): string {
    return this.#mount;
  }

  /** Mounts, groups and processes that were not there before, in words. */
  leftovers(): string[] {
    const before = this.#mountsBefore.split("\n");
    const mounts = this.#mounts()
      .split("\n")
      .filter((line) => !before.includes(line));
    const groups = groupsBelow(this.#group).filter((path) => path !== join(this.#group, "callers"));
    const processes = [...groupsBelow(this.#group), this.#group]
      .flatMap((path) => readFileSync(join(path, "cgroup.procs"), "utf8").split("\n"))
      .filter((pid) => pid !== "" && pid !== String(this.#holder.pid));
    return [
      ...mounts.map((line) => `mount ${line}`),
      ...groups.map((path) => `group ${path}`),
      ...processes.map((pid) => `process ${pid}: ${commandOf(pid)}`),
    ];
  }

  /** Removes the groups above that of a container, which stay, as others may be in them, too. */
  removeParents(cgroupsPath: string): void {
    const steps = normalize(`/${cgroupsPath}`).split("/").filter(Boolean);
    for (let count = steps.length - 1; count > 0; count--) {
      try {
        rmdirSync(join(this.#group, ...steps.slice(0, count)));
      } catch {
        // It was never made.
      }
    }
  }

  async close(): Promise<void> {
    this.#holder.stdin?.end();
    if (this.#holder.exitCode === null) await once(this.#holder, "exit");
    for (const path of [...groupsBelow(this.#group).reverse(), this.#group]) rmdirSync(path);
  }

  #mounts(): string {
    return readFileSync(`/proc/${this.#holder.pid}/mountinfo`, "utf8");
  }
}

/** Parents before their children. */
function groupsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .flatMap((path) => [path, ...groupsBelow(path)]);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "ended";
  }
}
