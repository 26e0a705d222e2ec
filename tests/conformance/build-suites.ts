import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../../lab-server/setup/cached.ts";
import { runCommand } from "../../lab-server/setup/command.ts";
import { hostMirrors } from "../../lab-server/setup/host-mirrors.ts";
import type { Log } from "../../lab-server/setup/step.ts";

/** What is in a suite. */
export interface SuiteIndex {
  /** Of its source package. */
  version: string;
  /** Names of tests by the file or program that they are in. */
  units: Record<string, string[]>;
}

/** The suites, built. */
export interface BuiltSuites {
  /** Holds `tools.tar.xz`, which every suite needs, and a tar file for each suite, named after it. */
  folder: string;
  /** By the name of the suite. */
  index: Record<string, SuiteIndex>;
}

const recipe = join(import.meta.dirname, "recipe");
const isRoot = process.getuid?.() === 0;
const packages = [
  ...["gcc", "libc6-dev", "libseccomp-dev", "xz-utils"],
  // What runtime-tools imports.
  "golang-go",
  ...["blang-semver", "google-uuid", "hashicorp-go-multierror", "mrunalp-fileutils"].map(goPackage),
  ...["opencontainers-selinux", "opencontainers-specs", "sirupsen-logrus"].map(goPackage),
  ...["urfave-cli", "xeipuuv-gojsonschema"].map(goPackage),
  ...["golang-gocapability-dev", "golang-golang-x-sys-dev"],
  // What the suites need in the machine.
  ...["python3", "criu", "libcriu2", "uidmap"],
];

function goPackage(name: string): string {
  return `golang-github-${name}-dev`;
}

/**
 * Builds the public suites in a throw-away Debian from its source packages, or finds them in the cache. The
 * environment variable CLOISON_SUITE_SOURCES names a folder with other versions of the sources, as files
 * NAME_VERSION.orig.tar.gz. Takes three minutes.
 */
export async function buildSuites(log: Log): Promise<BuiltSuites> {
  const given = process.env.CLOISON_SUITE_SOURCES;
  const sources = given === undefined ? [] : readdirSync(given).map((name) => join(given, name));
  const inputs = [{ value: packages }, { file: recipe }, ...sources.map((file) => ({ file }))];
  const { folder } = await cached("suites", inputs, (unfinished) => build(unfinished, { sources, log }));
  return { folder, index: JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) };
}

async function build(folder: string, { sources, log }: { sources: string[]; log: Log }): Promise<void> {
  const results = ["tools.tar.xz", "crun.tar.xz", "runtime-tools.tar.xz", "index.json"];
  const hooks = [
    'mkdir -p "$1/suites/sources"',
    `copy-in ${quoted(recipe)} /suites`,
    ...sources.map((path) => `copy-in ${quoted(path)} /suites/sources`),
    `sh ${quoted(join(recipe, "fetch-sources.sh"))} "$1"`,
    'chroot "$1" sh /suites/recipe/build-suites.sh /suites/recipe',
    `copy-out ${results.map((name) => `/suites/${name}`).join(" ")} ${quoted(folder)}`,
  ];
  const argv: [string, ...string[]] = [
    "mmdebstrap",
    `--mode=${isRoot ? "root" : "unshare"}`,
    "--variant=essential",
    "--format=null",
    "--architectures=amd64",
    `--include=${packages.join(",")}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Retries "3"',
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    ...hooks.map((hook) => `--customize-hook=${hook}`),
    "trixie",
    "/dev/null",
    ...(await hostMirrors()),
  ];
  await runCommand(argv, {
    log: (line) => log(line.replace(/^I: /, "")),
    stop: { signal: "SIGTERM", graceMs: 20_000 },
    remedy:
      "The suites need a connection to the Debian archive and about 3 GB of free disk. Run the same command " +
      "again: nothing half made was kept.",
  });
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
