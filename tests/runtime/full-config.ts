import { chmodSync, chownSync } from "node:fs";
import type { Arena } from "./arena.ts";
import type { Json } from "./mutate-json.ts";

/** A config.json that works, with something in as many of its sections as this machine can have. */
export function fullConfig({ bundle }: Arena): Json {
  const { config } = bundle;
  const hook = (path: string) => [{ path, args: [path], env: ["A=b"], timeout: 5 }];
  const full = {
    ...config,
    ociVersion: "1.2.0",
    hostname: "full",
    domainname: "full.example",
    annotations: { "org.example.key": "value" },
    process: {
      ...config.process,
      terminal: false,
      consoleSize: { height: 24, width: 80 },
      user: { uid: 0, gid: 0, umask: 18, additionalGids: [10, 20] },
      capabilities: {
        bounding: ["CAP_KILL", "CAP_CHOWN"],
        effective: ["CAP_KILL"],
        permitted: ["CAP_KILL"],
        inheritable: ["CAP_KILL"],
        ambient: ["CAP_KILL"],
      },
      rlimits: [{ type: "RLIMIT_NOFILE", soft: 512, hard: 1024 }],
      noNewPrivileges: true,
      oomScoreAdj: 100,
      ioPriority: { class: "IOPRIO_CLASS_BE", priority: 4 },
      scheduler: { policy: "SCHED_OTHER", nice: 1 },
      execCPUAffinity: { initial: "0", final: "0" },
    },
    hooks: {
      prestart: hook("/bin/true"),
      createRuntime: hook("/bin/true"),
      createContainer: hook("/bin/true"),
      startContainer: hook("/bin/true"),
      poststart: hook("/bin/true"),
      poststop: hook("/bin/true"),
    },
    mounts: [
      ...config.mounts,
      { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["nosuid", "newinstance"] },
      { destination: "/dev/shm", type: "tmpfs", source: "shm", options: ["mode=1777", "size=65536k"] },
      {
        destination: "/dev/mqueue",
        type: "mqueue",
        source: "mqueue",
        options: ["nosuid", "noexec", "nodev"],
      },
      { destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"] },
      { destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["ro", "nosuid"] },
      { destination: "/copied", type: "tmpfs", source: "tmpfs", options: ["tmpcopyup", "rprivate"] },
      { destination: "/file", type: "bind", source: "config.json", options: ["bind", "ro", "private"] },
    ],
    linux: {
      ...config.linux,
      namespaces: ["pid", "mount", "ipc", "uts", "network", "cgroup"].map((type) => ({ type })),
      devices: [{ path: "/dev/fuse", type: "c", major: 10, minor: 229, fileMode: 438, uid: 0, gid: 0 }],
      maskedPaths: ["/proc/kcore", "/proc/acpi", "/sys/firmware"],
      readonlyPaths: ["/proc/sys", "/proc/sysrq-trigger"],
      rootfsPropagation: "slave",
      sysctl: { "net.ipv4.ip_forward": "1", "kernel.shm_rmid_forced": "0" },
      resources: {
        devices: [
          { allow: false, access: "rwm" },
          { allow: true, type: "c", major: 10, minor: 229, access: "rwm" },
        ],
      },
      personality: { domain: "LINUX" },
      seccomp: {
        defaultAction: "SCMP_ACT_ALLOW",
        architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
        flags: ["SECCOMP_FILTER_FLAG_LOG"],
        syscalls: [
          {
            names: ["ptrace", "mount"],
            action: "SCMP_ACT_ERRNO",
            errnoRet: 1,
            args: [{ index: 0, value: 7, valueTwo: 0, op: "SCMP_CMP_EQ" }],
          },
        ],
      },
    },
  };
  return JSON.parse(JSON.stringify(full)) as Json;
}

/** The same in a user namespace, to whose root the image is given. */
export function fullUserConfig(arena: Arena): Json {
  const full = fullConfig(arena) as { linux: { namespaces: Json[] } };
  const mappings = [{ containerID: 0, hostID: 100_000, size: 65_536 }];
  chmodSync(arena.bundle.folder, 0o755);
  chownSync(arena.rootfs, 100_000, 100_000);
  const { linux } = full;
  return {
    ...full,
    linux: {
      ...linux,
      namespaces: [...linux.namespaces, { type: "user" }],
      uidMappings: mappings,
      gidMappings: mappings,
    },
  };
}
