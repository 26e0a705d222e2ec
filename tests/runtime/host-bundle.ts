import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let count = 0;

/** A bundle whose files are the host's, read-only, so that a test needs no image. */
export interface HostBundle {
  folder: string;
  /** What config.json holds to begin with. */
  config: HostConfig;
  /** Writes config.json anew with a part of it changed. */
  change(part: object): void;
  remove(): void;
}

type Part = Record<string, unknown>;

interface HostConfig extends Part {
  process: Part;
  mounts: Part[];
  linux: Part;
}

/** Makes one that runs a program of the host. Its cgroup is named after this process, so that it is nobody else's. */
export function hostBundle(...args: string[]): HostBundle {
  const folder = mkdtempSync(join(tmpdir(), "cloison-bundle-"));
  const rootfs = join(folder, "rootfs");
  mkdirSync(rootfs);
  const binds: Part[] = [];
  for (const name of ["bin", "lib", "lib64", "usr", "etc", "sbin"]) {
    if (!existsSync(`/${name}`)) continue;
    if (lstatSync(`/${name}`).isSymbolicLink()) symlinkSync(readlinkSync(`/${name}`), join(rootfs, name));
    else binds.push({ destination: `/${name}`, source: `/${name}`, options: ["rbind", "ro"] });
  }
  const config: HostConfig = {
    ociVersion: "1.0.2",
    root: { path: "rootfs" },
    process: { cwd: "/", args, env: ["PATH=/usr/bin:/bin:/usr/sbin:/sbin"], user: { uid: 0, gid: 0 } },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
      ...binds,
    ],
    linux: {
      cgroupsPath: `/cloison-test-${process.pid}-${++count}`,
      namespaces: [{ type: "pid" }, { type: "mount" }, { type: "ipc" }, { type: "uts" }],
    },
  };
  const change = (part: object) =>
    writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, ...part }));
  change({});
  return { folder, config, change, remove: () => rmSync(folder, { recursive: true }) };
}
