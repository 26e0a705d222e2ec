import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRecentEnough } from "../vm/qemu-version.ts";
import { accountChanges } from "./account-changes.ts";
import { backportsEntry, backportsFile, backportsTargetsFormat } from "./backports.ts";
import { findBrowser } from "./find-browser.ts";
import { findProgram } from "./find-program.ts";
import { type HostState, hostNeeds } from "./host-needs.ts";
import { type HostRelease, hostRelease, unsupportedHost } from "./host-release.ts";
import { type InstallationPlan, installationPlan, typed } from "./installation-plan.ts";
import { parseOsRelease } from "./os-release.ts";
import { type RunAsRoot, rootAccess } from "./run-as-root.ts";
import type { Log } from "./step.ts";

const execute = promisify(execFile);

/** Ubuntu denies ordinary users what a user namespace is for, but for programs that it knows; mmdebstrap is one. */
const namespacesRestricted = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";

/**
 * Installs what the host lacks, after saying what and why; does nothing, quickly, when it lacks nothing.
 * Where it may not become root it throws an error with the commands to run by hand.
 * A browser found elsewhere than at Debian's path is named in CHROMIUM for the tests.
 */
export async function ensureSystemPackages({
  forTests,
  log,
}: {
  forTests: boolean;
  log: Log;
}): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(
      `Cannot run here: the machines need Linux on x86-64, and this is ${process.platform} on ${process.arch}`,
    );
  const text = (path: string) => readFile(path, "utf8").catch(() => "");
  const fields = parseOsRelease(await text("/etc/os-release"));
  const release = hostRelease(fields);
  const hasOnlySnap = release?.distribution === "ubuntu";
  if (forTests && hasOnlySnap && findBrowser() === undefined) explainBrowser();

  const needs = hostNeeds(await hostState(), { forTests: forTests && !hasOnlySnap });
  const { uid, username } = userInfo();
  if (forTests && uid !== 0 && (await text(namespacesRestricted)).trim() === "1") explainNamespaces();
  const [passwd = "", subuid = "", subgid = ""] = await Promise.all(
    ["passwd", "subuid", "subgid"].map((name) => text(join("/etc", name))),
  );
  const others = accountChanges({ passwd, subuid, subgid }, { name: username, uid });
  if (needs.length > 0 || others.length > 0) {
    const names = needs.map(({ packageName }) => packageName);
    if (release === undefined) throw new Error(unsupportedHost(fields.PRETTY_NAME ?? "unknown", names));
    const run = rootAccess(log);
    const lacksQemu = names.some((name) => name.startsWith("qemu-"));
    const backports =
      release.needsBackports && lacksQemu ? await findBackports(release, run, text) : undefined;
    const plan = installationPlan(release, { needs, others, backports });
    if (run === undefined) throw new Error(byHand(plan));
    await carryOut(plan, run);
    checkInstalled(hostNeeds(await hostState(), { forTests: forTests && !hasOnlySnap }));
  }
  const browser = findBrowser();
  if (forTests && browser !== undefined) process.env.CHROMIUM ??= browser;
}

async function hostState(): Promise<HostState> {
  const qemu = findProgram("qemu-system-x86_64");
  const { stdout } = qemu ? await execute(qemu, ["--version"]) : { stdout: "" };
  const version = /version (\S+)/.exec(stdout)?.[1];
  return {
    hasProgram: (name) => findProgram(name) !== undefined,
    hasFile: existsSync,
    qemuVersion: version,
    isQemuRecent: version !== undefined && isRecentEnough(version),
    isRoot: process.getuid?.() === 0,
    hasBrowser: findBrowser() !== undefined,
  };
}

/** Where backports come from. apt knows the code names of its sources only once it has fetched their lists. */
async function findBackports(
  release: HostRelease,
  run: RunAsRoot | undefined,
  text: (path: string) => Promise<string>,
): Promise<{ entry: string; file: string } | undefined> {
  const folder = "/etc/apt/sources.list.d";
  const files = (await readdir(folder).catch(() => []))
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => join(folder, name));
  const sources = (await Promise.all(["/etc/apt/sources.list", ...files].map(text))).join("\n\n");
  const argv = ["indextargets", "--format", backportsTargetsFormat, "Created-By: Packages"];
  const indexTargets = async () => (await execute("apt-get", argv)).stdout;
  let targets = await indexTargets();
  if (targets.trim() === "") {
    const purpose = "apt-get: fetches the lists of packages, in which backports are looked for";
    const plan: InstallationPlan = { lines: [purpose], commands: [["apt-get", "-q", "update"]] };
    if (run === undefined) throw new Error(byHand(plan));
    await carryOut(plan, run);
    targets = await indexTargets();
  }
  const entry = backportsEntry(release.codename, { indexTargets: targets, sources });
  return entry === undefined ? undefined : { entry, file: backportsFile };
}

/** These lines stay on the screen, unlike the progress of the step. */
function say(lines: string[]): void {
  const clear = process.stdout.isTTY ? "\r\x1b[K" : "";
  for (const line of lines) console.log(`${clear}  ${line}`);
}

async function carryOut({ lines, commands }: InstallationPlan, run: RunAsRoot): Promise<void> {
  say(["Installing what this computer lacks:", ...lines.map((line) => `- ${line}`)]);
  for (const command of commands) {
    try {
      await run(command);
    } catch (cause) {
      const remedy = "Check the connection and apt's sources, then run the same command again.";
      throw new Error(`Cannot install what is missing: this failed:\n  ${typed(command)}\n${remedy}`, {
        cause,
      });
    }
  }
}

function byHand({ lines, commands }: InstallationPlan): string {
  return [
    "Cannot install what this computer lacks: this user is neither root nor allowed to use sudo from here.",
    ...lines.map((line) => `- ${line}`),
    "Run these commands, then the same command again:",
    ...commands.map((command) => `  ${typed(command)}`),
  ].join("\n");
}

/** A program of the same name earlier in PATH may hide what was just installed. */
function checkInstalled(needs: ReturnType<typeof hostNeeds>): void {
  if (needs.length === 0) return;
  const lines = needs.map(({ packageName, purpose }) => `- ${packageName}: ${purpose}`);
  throw new Error(
    `Cannot go on: these packages were installed, and what they bring is still not what runs:\n${lines.join("\n")}\n` +
      "Look for other copies of their programs earlier in PATH, such as in /usr/local/bin.",
  );
}

function explainBrowser(): void {
  say([
    "No browser for the end-to-end tests: Ubuntu has Chromium only as a snap, which may not read the tests' files.",
    "Install Google Chrome's own package, or name another Chromium: CHROMIUM=/path/to/chromium npm test",
  ]);
}

function explainNamespaces(): void {
  say([
    "The tests of the agent will fail: this system lets no ordinary user mount in a user namespace.",
    "Run them as root, or allow it until the next boot: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
  ]);
}
