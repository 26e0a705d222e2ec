import type { Need } from "./host-needs.ts";
import type { HostRelease } from "./host-release.ts";

/** A command for root. */
export type RootCommand = readonly [string, ...string[]];

/** What the plan is made of. */
export interface Missing {
  needs: readonly Need[];
  /** The source of backports to add, if it must be. */
  backports?: { entry: string; file: string } | undefined;
  /** Other changes to the system, with their reasons. */
  others?: readonly { command: RootCommand; purpose: string }[];
}

/** What will be done to the host: the lines to show first, then the commands, in order. */
export interface InstallationPlan {
  lines: string[];
  commands: RootCommand[];
}

const apt: RootCommand = [
  "env",
  "DEBIAN_FRONTEND=noninteractive",
  "apt-get",
  "-q",
  "-o",
  "DPkg::Lock::Timeout=300",
  "-o",
  "Acquire::Retries=3",
];
const isQemu = ({ packageName }: Need) => packageName.startsWith("qemu-");

/** Decides what to do about what is missing. */
export function installationPlan(release: HostRelease, missing: Missing): InstallationPlan {
  const { needs, backports, others = [] } = missing;
  const lines = needs.map(({ packageName, purpose }) => `${packageName}: ${purpose}`);
  const commands: RootCommand[] = [];
  if (backports) {
    lines.unshift(`${backports.file}: Debian 12's own QEMU is too old, its backports have a newer one`);
    commands.push(["sh", "-c", `echo '${backports.entry}' >${backports.file}`]);
  }
  if (needs.length > 0) commands.push([...apt, "update"]);
  const install = (wanted: Need[], options: string[]) => {
    if (wanted.length === 0) return;
    const names = wanted.map(({ packageName }) => packageName);
    commands.push([...apt, "install", "--yes", "--no-install-recommends", ...options, ...names]);
  };
  const fromBackports = release.needsBackports ? needs.filter(isQemu) : [];
  install(fromBackports, [`--target-release=${release.codename}-backports`]);
  install(
    needs.filter((need) => !fromBackports.includes(need)),
    [],
  );
  for (const { command, purpose } of others) {
    lines.push(`${command[0]}: ${purpose}`);
    commands.push(command);
  }
  return { lines, commands };
}

/** A command as it is typed into a shell, by a user who becomes root for it. */
export function typed(command: RootCommand): string {
  const words = command.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return `sudo ${words.join(" ")}`;
}
