import { packages } from "./packages.ts";

/** What mmdebstrap reads and writes besides the packages. Paths of the host. */
export interface MmdebstrapFiles {
  /** Tar file with the files of the machine. */
  files: string;
  /** Tar file with the scripts that run inside. */
  recipe: string;
  /** Folder that gets the kernel, the initrd and the list of packages. */
  output: string;
}

// Manual pages stay, in English; so do the licences.
const pathRules = [
  "path-exclude=/usr/share/doc/*",
  "path-include=/usr/share/doc/*/copyright",
  "path-exclude=/usr/share/locale/*",
  "path-exclude=/usr/share/info/*",
  "path-exclude=/usr/share/man/??/*",
  "path-exclude=/usr/share/man/??_*/*",
  // Names of hardware that a virtual machine does not have.
  "path-exclude=/usr/lib/udev/hwdb.d/*",
  "path-exclude=/usr/lib/udev/hwdb.bin",
];

const inside = "/tmp/recipe";
/** What the customizing script leaves for the host, by name in the output folder. */
const taken = {
  vmlinuz: "/boot/vmlinuz",
  "initrd.img": "/boot/initrd.img",
  "packages.tsv": "/usr/share/cloison/packages.tsv",
  kernel: "/usr/share/cloison/kernel",
};

/** The command that makes the machine's file system and writes it as a tar file to its standard output. */
export function mmdebstrapArguments(
  files: MmdebstrapFiles,
  { isRoot, mirrors }: { isRoot: boolean; mirrors: readonly string[] },
): [string, ...string[]] {
  const hooks = [
    `tar-in ${quoted(files.files)} /`,
    `mkdir -p "$1${inside}"`,
    `tar-in ${quoted(files.recipe)} ${inside}`,
    `chroot "$1" ${inside}/customize.sh ${inside}`,
    ...Object.entries(taken).map(([name, path]) => `download ${path} ${quoted(`${files.output}/${name}`)}`),
    // The kernel is given to the machine by the host.
    `rm -r "$1${inside}" "$1/boot/vmlinuz" "$1/boot/initrd.img"`,
  ];
  return [
    "mmdebstrap",
    `--mode=${isRoot ? "root" : "unshare"}`,
    "--variant=minbase",
    "--format=tar",
    "--architectures=amd64",
    `--include=${packages.join(",")}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Retries "3"',
    ...pathRules.map((rule) => `--dpkgopt=${rule}`),
    ...hooks.map((hook) => `--customize-hook=${hook}`),
    "trixie",
    "-",
    ...mirrors,
  ];
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
