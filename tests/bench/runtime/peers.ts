import { chmodSync, closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "../../../lab-server/setup/cached.ts";
import { buildChroot } from "../../../lab-server/setup/chroot.ts";
import { hostMirrors } from "../../../lab-server/setup/host-mirrors.ts";
import { runMmdebstrap } from "../../../lab-server/setup/run-mmdebstrap.ts";
import type { Log } from "../../../lab-server/setup/step.ts";
import { runInRoot } from "./run-in-root.ts";

/** What the benchmark compares with, and the means to do so. */
export interface Peers {
  /** A Debian 13 with crun, runc and busybox, as a tar file. */
  root: string;
  /** Version by name of runtime. */
  versions: Record<string, string>;
  /** What `runc spec` prints. */
  spec: string;
  /** A static busybox. */
  busybox: string;
  /** See spawner.c. */
  spawner: string;
}

const spawnerSource = join(import.meta.dirname, "spawner.c");
const compile = ["gcc", "-static", "-s", "-O2", "-std=gnu17", "-Wall", "-Wextra", "-Werror"];
const packages = ["crun", "runc", "busybox-static"];
const recipe = [
  "--mode=root",
  "--variant=essential",
  "--format=tar",
  "--architectures=amd64",
  `--include=${packages.join(",")}`,
  '--aptopt=APT::Install-Recommends "false"',
  '--aptopt=Acquire::Retries "3"',
  ...["doc", "man", "locale"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  "trixie",
  "-",
];

/** Makes them, or finds them in the cache. As root. */
export async function buildPeers(log: Log): Promise<Peers> {
  const { folder } = await cached(
    "peers",
    [{ value: [recipe, compile] }, { file: spawnerSource }],
    (unfinished) => build(unfinished, log),
  );
  const text = (name: string) => readFileSync(join(folder, name), "utf8");
  return {
    root: join(folder, "root.tar"),
    versions: JSON.parse(text("versions.json")),
    spec: text("config.json"),
    busybox: join(folder, "busybox"),
    spawner: join(folder, "spawner"),
  };
}

async function build(folder: string, log: Log): Promise<void> {
  const root = join(folder, "root.tar");
  const tar = openSync(root, "w", 0o644);
  try {
    await runMmdebstrap(["mmdebstrap", ...recipe, ...(await hostMirrors())], {
      tar,
      log,
      remedy: "The peers need a connection to the Debian archive. Run the same command again.",
    });
  } finally {
    closeSync(tar);
  }
  const work = await mkdtemp(join(tmpdir(), "cloison-peers-"));
  try {
    await copyFile(spawnerSource, join(work, "spawner.c"));
    const chroot = await buildChroot(log);
    await chroot.run([compile[0] as string, ...compile.slice(1), "-o", "spawner", "spawner.c"], {
      work,
      log,
    });
    // dpkg-query writes a line of package, tab and version for each.
    const script = "runc spec && cp /usr/bin/busybox . && dpkg-query -W crun runc >versions";
    await runInRoot(root, ["sh", "-c", script], { work });
    for (const name of ["spawner", "busybox", "config.json"])
      await copyFile(join(work, name), join(folder, name));
    chmodSync(join(folder, "spawner"), 0o755);
    const lines = readFileSync(join(work, "versions"), "utf8").trim().split("\n");
    const versions = Object.fromEntries(lines.map((line) => line.split("\t")));
    writeFileSync(join(folder, "versions.json"), JSON.stringify(versions));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
