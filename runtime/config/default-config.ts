import { specificationVersion } from "../version.ts";

export interface DefaultConfigOptions {
  /** Whether the machine has cgroup v2 alone: then containers get a view of it of their own. */
  hasCgroup2: boolean;
  /** For a container that this user can run without being root: its ids, which become 0 inside. */
  rootless?: { uid: number; gid: number };
}

const capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

/** What `spec` writes: a config to start from, with the content and the order of runc's. Made to become JSON. */
export function defaultConfig({ hasCgroup2, rootless }: DefaultConfigOptions): object {
  return {
    ociVersion: specificationVersion,
    process: {
      terminal: true,
      user: { uid: 0, gid: 0 },
      args: ["sh"],
      env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
      cwd: "/",
      capabilities: {
        bounding: capabilities,
        effective: capabilities,
        permitted: capabilities,
      },
      rlimits: [{ type: "RLIMIT_NOFILE", hard: 1024, soft: 1024 }],
      noNewPrivileges: true,
    },
    root: { path: "rootfs", readonly: true },
    hostname: "cloison",
    mounts: mounts(rootless !== undefined),
    linux: {
      ...(rootless
        ? {
            uidMappings: [{ containerID: 0, hostID: rootless.uid, size: 1 }],
            gidMappings: [{ containerID: 0, hostID: rootless.gid, size: 1 }],
          }
        : { resources: { devices: [{ allow: false, access: "rwm" }] } }),
      namespaces: [
        { type: "pid" },
        // Nobody but root could give it a device.
        ...(rootless ? [] : [{ type: "network" }]),
        { type: "ipc" },
        { type: "uts" },
        { type: "mount" },
        ...(hasCgroup2 ? [{ type: "cgroup" }] : []),
        ...(rootless ? [{ type: "user" }] : []),
      ],
      maskedPaths: [
        "/proc/acpi",
        "/proc/asound",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/proc/sched_debug",
        "/sys/firmware",
        "/proc/scsi",
      ],
      readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    },
  };
}

function mounts(isRootless: boolean): object[] {
  const quiet = ["nosuid", "noexec", "nodev"];
  return [
    { destination: "/proc", type: "proc", source: "proc" },
    {
      destination: "/dev",
      type: "tmpfs",
      source: "tmpfs",
      options: ["nosuid", "strictatime", "mode=755", "size=65536k"],
    },
    {
      destination: "/dev/pts",
      type: "devpts",
      source: "devpts",
      options: [
        ...["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"],
        // The group tty, which is not mapped where only one id is.
        ...(isRootless ? [] : ["gid=5"]),
      ],
    },
    {
      destination: "/dev/shm",
      type: "tmpfs",
      source: "shm",
      options: [...quiet, "mode=1777", "size=65536k"],
    },
    { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: quiet },
    // A new sysfs shows the network namespace, so it takes the rights over that one.
    isRootless
      ? { destination: "/sys", type: "none", source: "/sys", options: ["rbind", ...quiet, "ro"] }
      : { destination: "/sys", type: "sysfs", source: "sysfs", options: [...quiet, "ro"] },
    {
      destination: "/sys/fs/cgroup",
      type: "cgroup",
      source: "cgroup",
      options: [...quiet, "relatime", "ro"],
    },
  ];
}
