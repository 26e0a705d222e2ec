import { chmod, constants, copyFile, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { manifest } from "../image/manifest.ts";
import { mmdebstrapArguments } from "../image/mmdebstrap-arguments.ts";
import { cached } from "./cached.ts";
import { buildChroot, type Chroot } from "./chroot.ts";
import { runCommand } from "./command.ts";
import { hostMirrors } from "./host-mirrors.ts";
import { runMmdebstrap } from "./run-mmdebstrap.ts";
import type { Log } from "./step.ts";

/** A machine image, ready to boot. Every path is readable by any user. */
export interface Image {
  /** Raw ext4 file system over the whole disk, sparse: root=/dev/vda. Never written: put an overlay on it. */
  disk: string;
  kernel: string;
  initrd: string;
  /** JSON: the kernel's release, every package with its version, the key of the base. */
  manifest: string;
  /** Changes with the image: what is derived from it, such as templates, is keyed by this. */
  key: string;
}

const recipe = join(import.meta.dirname, "../image/recipe");
const files = join(import.meta.dirname, "../image/files");
const agentPath = "/usr/lib/cloison/agent";
const isRoot = process.getuid?.() === 0;
/** What a student can fill; the file is sparse. */
const diskBytes = 4 * 1024 ** 3;

/**
 * No journal: a machine is thrown away, not recovered. Nothing is left for the kernel to initialise in the
 * background, and no block is kept back for root, who is the student.
 */
const fileSystem = [
  "-t",
  "ext4",
  "-O",
  "^has_journal",
  "-E",
  "lazy_itable_init=0,lazy_journal_init=0,nodiscard",
];
const fileSystemOptions = [...fileSystem, "-m", "0", "-N", "131072", "-L", "cloison"];

/**
 * Makes the image of the machines, or finds it in the cache. The base comes from Debian's packages and
 * takes minutes; the agent is written into a copy of it, which takes seconds, so that work on the agent
 * does not wait for Debian.
 */
export async function buildImage(agentBinary: string, log: Log): Promise<Image> {
  const chroot = await buildChroot(log);
  const base = await buildBase(chroot, log);
  const { folder } = await cached(
    "disk",
    [{ value: [basename(base), writeAgentScript] }, { file: agentBinary }],
    async (unfinished) => {
      log("writing the agent into a copy of the base");
      const disk = join(unfinished, "disk.raw");
      await runCommand(["cp", "--sparse=always", "--reflink=auto", join(base, "base.raw"), disk]);
      await copyFile(agentBinary, join(unfinished, "agent"));
      // The chroot's root is another user unless we are root.
      await chmod(disk, 0o666);
      await chroot.run(["sh", "-c", writeAgentScript], { work: unfinished, log });
      await chmod(disk, 0o644);
      for (const name of ["vmlinuz", "initrd.img", "manifest.json"]) {
        await copyFile(join(base, name), join(unfinished, name), constants.COPYFILE_FICLONE);
        await chmod(join(unfinished, name), 0o644);
      }
      await chmod(unfinished, 0o755);
    },
    { log },
  );
  return {
    disk: join(folder, "disk.raw"),
    kernel: join(folder, "vmlinuz"),
    initrd: join(folder, "initrd.img"),
    manifest: join(folder, "manifest.json"),
    key: basename(folder),
  };
}

async function buildBase(chroot: Chroot, log: Log): Promise<string> {
  const inputs = mmdebstrapArguments({ files: "", recipe: "", output: "" }, { isRoot, mirrors: [] });
  const { folder } = await cached(
    "base",
    [{ value: [inputs, chroot.key, fileSystemOptions, diskBytes] }, { file: recipe }, { file: files }],
    async (unfinished) => {
      const inFolder = (name: string) => join(unfinished, name);
      await pack(files, inFolder("files.tar"));
      await pack(recipe, inFolder("recipe.tar"));
      await bootstrap(unfinished, log);

      log("packing the file system");
      const disk = await open(inFolder("base.raw"), "w");
      await disk.close();
      await truncate(inFolder("base.raw"), diskBytes);
      // The chroot's root is another user unless we are root.
      await chmod(inFolder("base.raw"), 0o666);
      const tar = await open(inFolder("root.tar"), "r");
      try {
        await chroot.run(["mke2fs", "-q", ...fileSystemOptions, "-d", "-", "base.raw"], {
          work: unfinished,
          stdin: tar.fd,
          log,
        });
      } finally {
        await tar.close();
      }
      await chmod(inFolder("base.raw"), 0o644);

      const listing = await readFile(inFolder("packages.tsv"), "utf8");
      const kernel = await readFile(inFolder("kernel"), "utf8");
      const contents = manifest(listing, { base: chroot.key, kernel });
      await writeFile(inFolder("manifest.json"), `${JSON.stringify(contents, null, 2)}\n`);
      for (const name of ["files.tar", "recipe.tar", "root.tar", "packages.tsv", "kernel"])
        await rm(inFolder(name));
    },
    { log },
  );
  return folder;
}

/** Runs mmdebstrap, which leaves the file system as a tar file in the folder. */
async function bootstrap(folder: string, log: Log): Promise<void> {
  const paths = { files: join(folder, "files.tar"), recipe: join(folder, "recipe.tar"), output: folder };
  const tar = await open(join(folder, "root.tar"), "w");
  try {
    await runMmdebstrap(mmdebstrapArguments(paths, { isRoot, mirrors: await hostMirrors() }), {
      tar: tar.fd,
      log,
      remedy:
        "The image needs a connection to the Debian archive and about 3 GB of free disk. Run the same " +
        "command again: nothing half made was kept.",
    });
  } finally {
    await tar.close();
  }
}

/** Packs the contents of a folder as root's, with modes that do not depend on who cloned the project. */
async function pack(folder: string, tar: string): Promise<void> {
  const owner = ["--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX"];
  await runCommand(["tar", "-C", folder, "--sort=name", ...owner, "-cf", tar, "."]);
}

/*
 * debugfs writes into a file system that is not mounted, so that no privilege is needed. It reports trouble
 * only in words: what it wrote is read back and compared, and the file system checked. See debugfs(8).
 */
const writeAgentScript = `
set -e
printf '%s\\n' 'cd ${dirname(agentPath)}' 'write agent ${basename(agentPath)}' \\
  'set_inode_field ${agentPath} mode 0100755' 'set_inode_field ${agentPath} uid 0' \\
  'set_inode_field ${agentPath} gid 0' >commands
debugfs -w -f commands disk.raw
debugfs -R 'dump ${agentPath} written' disk.raw
cmp agent written
e2fsck -fn disk.raw
rm commands agent written
`;
