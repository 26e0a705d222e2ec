import { equal, match, notEqual } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildNative } from "../../lab-server/setup/native.ts";

/*
 * The functions of runtime/process/ do their work on a real process, which then turns into a program that tells what
 * the kernel holds of it. Rights are needed that only root has.
 */
const isRoot = process.getuid?.() === 0;
const options = { skip: isRoot ? false : "needs root" };
const binary = await buildNative("tests/runtime/programs/process.ts", "cloison-test-process", () => {});

interface Request {
  process?: object;
  linux?: object;
  keyring?: string;
  /** Linux namespaces to make first (CLONE_NEW…). */
  unshare?: number;
}

function run(request: Request, ...argv: string[]) {
  const text = JSON.stringify({ ...request, argv }, (_, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  const { status, stdout, stderr } = spawnSync(binary, [text], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** The lines of /proc/self/status of what the process turned into. */
function statusOf(request: Request): Record<string, string> {
  const { stdout, stderr } = run(request, "/bin/cat", "/proc/self/status");
  equal(stderr, "");
  return Object.fromEntries(stdout.split("\n").map((line) => line.split(":\t")));
}

const network = 0x40000000;

test("five sets of capabilities, for a user that is not root", options, () => {
  const status = statusOf({
    process: {
      user: { uid: 1234, gid: 2345, additionalGids: [7, 99] },
      capabilities: {
        bounding: ["CAP_CHOWN", "CAP_KILL", "CAP_BPF"],
        permitted: ["CAP_CHOWN", "CAP_KILL"],
        inheritable: ["CAP_KILL", "CAP_CHOWN"],
        effective: ["CAP_KILL"],
        ambient: ["CAP_KILL"],
      },
    },
  });
  equal(status.CapBnd, "0000008000000021");
  equal(status.CapInh, "0000000000000021");
  // What execve leaves of permitted and effective without a file's own: the ambient set (capabilities(7)).
  equal(status.CapPrm, "0000000000000020");
  equal(status.CapEff, "0000000000000020");
  equal(status.CapAmb, "0000000000000020");
  equal(status.Uid, "1234\t1234\t1234\t1234");
  equal(status.Gid, "2345\t2345\t2345\t2345");
  equal(status.Groups?.trim(), "7 99");
});

test("root without capabilities has none, and no groups of who called", options, () => {
  const status = statusOf({ process: { user: { uid: 0, gid: 0 } } });
  for (const set of ["CapBnd", "CapInh", "CapPrm", "CapEff", "CapAmb"])
    equal(status[set], "0000000000000000", set);
  equal(status.Groups?.trim(), "");
});

test("what cannot be granted is left out with a warning", options, () => {
  const unknown = run({ process: { capabilities: { bounding: ["CAP_SING"] } } }, "/bin/true");
  equal(unknown.status, 0);
  match(unknown.stderr, /ignoring unknown or unavailable capabilities: \[CAP_SING\]/);

  // A process that has little itself cannot give more.
  const few = ["CAP_KILL", "CAP_SETPCAP", "CAP_SETUID", "CAP_SETGID"];
  const request = {
    process: {
      user: { uid: 0, gid: 0 },
      capabilities: { bounding: ["CAP_KILL"], permitted: ["CAP_KILL", "CAP_BPF"], effective: ["CAP_BPF"] },
    },
    argv: ["/bin/cat", "/proc/self/status"],
  };
  const poor = run(
    { process: { capabilities: { bounding: few, permitted: few, effective: few } } },
    binary,
    JSON.stringify(request),
  );
  match(poor.stderr, /Cannot grant the permitted capabilities CAP_BPF/);
  match(poor.stderr, /Cannot grant the effective capabilities CAP_BPF/);
  match(poor.stdout, /CapBnd:\t0000000000000020/);
});

test("an ambient capability that is not inheritable is warned of", options, () => {
  const set = ["CAP_KILL"];
  const { status, stderr } = run(
    { process: { capabilities: { bounding: set, permitted: set, ambient: set } } },
    "/bin/true",
  );
  equal(status, 0);
  match(stderr, /Cannot raise the ambient capabilities CAP_KILL: they must be inheritable, too/);
});

test("resource limits, also of 64 bits", options, () => {
  const { stdout } = run(
    {
      process: {
        rlimits: [
          { type: "RLIMIT_NOFILE", soft: 100n, hard: 200n },
          { type: "RLIMIT_CORE", soft: 0n, hard: 2n ** 64n - 1n },
          { type: "RLIMIT_FSIZE", soft: 2n ** 60n + 1n, hard: 2n ** 60n + 3n },
        ],
      },
    },
    "/bin/cat",
    "/proc/self/limits",
  );
  match(stdout, /^Max open files +100 +200 /m);
  match(stdout, /^Max core file size +0 +unlimited /m);
  match(stdout, /^Max file size +1152921504606846977 +1152921504606846979 /m);
});

test("a limit that cannot be set names its place", options, () => {
  const { status, stderr } = run(
    { process: { rlimits: [{ type: "RLIMIT_CPU", soft: 2n, hard: 1n }] } },
    "/bin/true",
  );
  notEqual(status, 0);
  match(stderr, /process\.rlimits\[0\]: cannot set RLIMIT_CPU to 2 \(hard 1\)/);
});

test("scheduling, I/O priority and CPUs", options, () => {
  const scheduled = run(
    { process: { scheduler: { policy: "SCHED_FIFO", priority: 7 } } },
    "/usr/bin/chrt",
    "-p",
    "0",
  );
  match(scheduled.stdout, /policy: SCHED_FIFO\n.*priority: 7\n/);
  const deadline = { runtime: 1_000_000n, deadline: 20_000_000n, period: 20_000_000n };
  match(
    run({ process: { scheduler: { policy: "SCHED_DEADLINE", ...deadline } } }, "/usr/bin/chrt", "-p", "0")
      .stdout,
    /policy: SCHED_DEADLINE[\s\S]*: 1000000\/20000000\/20000000\n/,
  );
  match(
    run(
      { process: { scheduler: { policy: "SCHED_DEADLINE", ...deadline, runtime: 30_000_000n } } },
      "/bin/true",
    ).stderr,
    /process\.scheduler: cannot use SCHED_DEADLINE \(runtime, deadline and period must grow/,
  );
  equal(run({ process: { scheduler: { policy: "SCHED_OTHER", nice: 5 } } }, "/usr/bin/nice").stdout, "5\n");
  equal(
    run({ process: { ioPriority: { class: "IOPRIO_CLASS_BE", priority: 6 } } }, "/usr/bin/ionice").stdout,
    "best-effort: prio 6\n",
  );
  const allowed = statusOf({}).Cpus_allowed_list?.split(/[,-]/) ?? [];
  const [initial, final] = [allowed.at(0), allowed.at(-1)];
  equal(statusOf({ process: { execCPUAffinity: { initial, final } } }).Cpus_allowed_list, final);
  match(
    run({ process: { execCPUAffinity: { final: "x" } } }, "/bin/true").stderr,
    /process\.execCPUAffinity\.final/,
  );
});

test("OOM score, personality, umask, no new privileges", options, () => {
  equal(run({ process: { oomScoreAdj: 321 } }, "/bin/cat", "/proc/self/oom_score_adj").stdout, "321\n");
  equal(run({ linux: { personality: { domain: "LINUX32" } } }, "/bin/uname", "-m").stdout, "i686\n");
  const status = statusOf({ process: { noNewPrivileges: true, user: { uid: 0, gid: 0, umask: 0o27 } } });
  equal(status.NoNewPrivs, "1");
  equal(status.Umask, "0027");
});

test("a memory policy, where the kernel has NUMA", options, () => {
  const { stdout, stderr } = run(
    { linux: { memoryPolicy: { mode: "MPOL_BIND", nodes: "0", flags: ["MPOL_F_STATIC_NODES"] } } },
    "/bin/cat",
    "/proc/self/numa_maps",
  );
  if (stderr) match(stderr, /linux\.memoryPolicy: cannot use MPOL_BIND \(the kernel has no NUMA support\)/);
  else match(stdout, / bind=static:0 /);
});

test("sysctls go to the namespaces of the process; none leads out of /proc/sys", options, () => {
  const sysctl = { "net.ipv4.ip_default_ttl": "77", "net/ipv4/conf/lo/forwarding": "1" };
  const { stdout } = run(
    { linux: { sysctl }, unshare: network },
    "/bin/cat",
    "/proc/sys/net/ipv4/ip_default_ttl",
    "/proc/sys/net/ipv4/conf/lo/forwarding",
  );
  equal(stdout, "77\n1\n");
  notEqual(readFileSync("/proc/sys/net/ipv4/ip_default_ttl", "utf8"), "77\n");
  const leading = run({ linux: { sysctl: { "net/../../self/oom_score_adj": "1" } } }, "/bin/true");
  match(leading.stderr, /linux\.sysctl\["net\/\.\.\/\.\.\/self\/oom_score_adj"\]: no kernel parameter/);
});

test("what is mounted over /proc, or in it, gets nothing written", options, () => {
  const ttl = "/proc/sys/net/ipv4/ip_default_ttl";
  const request = (...argv: string[]) =>
    JSON.stringify({ linux: { sysctl: { "net.ipv4.ip_default_ttl": "77" } }, argv });
  const inMountNamespace = (script: string, argument: string) =>
    spawnSync("unshare", ["--mount", "--net", "sh", "-c", script, binary, argument], { encoding: "utf8" });

  const overFile = `mount -t tmpfs none /mnt && echo fake > /mnt/fake && mount --bind /mnt/fake ${ttl}`;
  const refused = inMountNamespace(`${overFile} && "$0" "$1"; cat /mnt/fake`, request("/bin/true"));
  match(refused.stderr, /linux\.sysctl\["net\.ipv4\.ip_default_ttl"\]: cannot set it to "77"/);
  equal(refused.stdout, "fake\n");
  // The same write by a path goes where the attacker wants it.
  equal(inMountNamespace(`${overFile} && echo 77 > ${ttl}; cat /mnt/fake`, "").stdout, "77\n");

  const overAll = `mount -t tmpfs none /proc && mkdir -p /proc/sys/net/ipv4 && echo fake > ${ttl}`;
  const readBoth = request("/bin/sh", "-c", `cat ${ttl}; umount /proc; cat ${ttl}`);
  equal(inMountNamespace(`${overAll} && "$0" "$1"`, readBoth).stdout, "fake\n77\n");

  // A real procfs, but not its root.
  const overRoot = "mount --bind /proc/sys /proc";
  const readRoot = request("/bin/sh", "-c", `umount /proc; cat ${ttl}`);
  equal(inMountNamespace(`${overRoot} && "$0" "$1"`, readRoot).stdout, "77\n");
});

test("the session keyring is not the caller's", options, () => {
  const own = (request: Request) =>
    run(request, "/bin/sh", "-c", "grep ' keyring ' /proc/keys; cat /proc/self/sessionid").stdout;
  match(own({ keyring: "test-process" }), /3f1b0000 +0 +0 keyring +_ses\.test-process/);
});

test("a label is refused where the kernel has no such module", options, () => {
  const apparmor = run({ process: { apparmorProfile: "cloison-test" } }, "/bin/true");
  notEqual(apparmor.status, 0);
  match(apparmor.stderr, /process\.apparmorProfile: cannot use cloison-test: /);
  const selinux = run({ process: { selinuxLabel: "system_u:system_r:container_t:s0" } }, "/bin/true");
  notEqual(selinux.status, 0);
  match(selinux.stderr, /process\.selinuxLabel: cannot use "system_u:system_r:container_t:s0"/);
});
