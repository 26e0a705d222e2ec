import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildNative } from "../../lab-server/setup/native.ts";
import type { Seccomp } from "../../runtime/config/config.ts";
import { libseccomp } from "../../runtime/seccomp/libseccomp.ts";
import { runFilter, type SeenCall } from "./run-filter.ts";

/*
 * Filters are compiled and loaded by the runtime's own code, in a small program. What a verdict does is seen on real
 * processes; which verdict it is, also for other architectures, by running the program of the filter here.
 */
const options = { skip: process.getuid?.() === 0 ? false : "needs root" };
const binary = await buildNative("tests/runtime/programs/seccomp.ts", "cloison-test-seccomp", () => {}, {
  library: libseccomp,
});
const stateRoot = mkdtempSync(join(tmpdir(), "cloison-seccomp-"));
const cacheFolder = join(stateRoot, ".seccomp");
after(() => rmSync(stateRoot, { recursive: true, force: true }));

const allow = 0x7fff0000;
const x86 = 0xc000003e;
const i386 = 0x40000003;
const numbers = {
  read: 0,
  write: 1,
  socket: 41,
  clone: 56,
  mkdir: 83,
  getppid: 110,
  personality: 135,
  mkdirat: 258,
};

function run(request: { what: string; seccomp: Seccomp; calls?: unknown[] }) {
  const text = JSON.stringify({ stateRoot, ...request }, (_, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  const { status, signal, stdout, stderr } = spawnSync(binary, [text], { encoding: "utf8" });
  return { status, signal, stdout, stderr };
}

/** Judges calls of x86-64 as the filter of a section does. */
function filterOf(seccomp: Seccomp): (number: number, ...words: bigint[]) => number {
  const judge = judgeOf(seccomp);
  return (number, ...words) => judge({ architecture: x86, number, arguments: words });
}

function judgeOf(seccomp: Seccomp): (call: SeenCall) => number {
  const program = Buffer.from(compile(seccomp).program, "hex");
  return (call) => runFilter(program, call);
}

function compile(seccomp: Seccomp): { againNs: number; program: string } {
  const { stdout, stderr } = run({ what: "program", seccomp });
  equal(stderr, "");
  return JSON.parse(stdout);
}

/** A filter on real calls: mkdir("/tmp/x/y", 0) and getppid(). */
const makeDirectory = [numbers.mkdir, join(stateRoot, "made"), 0o700];
const getParent = [numbers.getppid];

test("an error instead of a call: EPERM, another one, and the default's", options, () => {
  const attempt = (seccomp: Seccomp) => run({ what: "calls", seccomp, calls: [makeDirectory] }).stdout.trim();
  const deny = { names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO" } as Required<Seccomp>["syscalls"][0];
  equal(attempt({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [deny] }), "-1");
  equal(attempt({ defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ ...deny, errnoRet: 100 }] }), "-100");
  const needed = { names: ["write", "exit_group"], action: "SCMP_ACT_ALLOW" } as typeof deny;
  equal(attempt({ defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 13, syscalls: [needed] }), "-13");
  equal(attempt({ defaultAction: "SCMP_ACT_ALLOW" }), "0");
});

test("a signal instead of a call, or nobody to trace it, or a line in the log", options, () => {
  const attempt = (action: Seccomp["defaultAction"]) =>
    run({
      what: "calls",
      seccomp: { defaultAction: "SCMP_ACT_ALLOW", syscalls: [{ names: ["getppid"], action }] },
      calls: [getParent],
    });
  for (const action of [
    "SCMP_ACT_KILL",
    "SCMP_ACT_KILL_THREAD",
    "SCMP_ACT_KILL_PROCESS",
    "SCMP_ACT_TRAP",
  ] as const)
    equal(attempt(action).signal, "SIGSYS", action);
  equal(attempt("SCMP_ACT_TRACE").stdout, "-38\n");
  equal(attempt("SCMP_ACT_LOG").stdout, `${process.pid}\n`);
});

test("the flags that the kernel knows are taken", options, () => {
  for (const flag of ["TSYNC", "LOG", "SPEC_ALLOW"] as const) {
    const seccomp: Seccomp = { defaultAction: "SCMP_ACT_ALLOW", flags: [`SECCOMP_FILTER_FLAG_${flag}`] };
    equal(run({ what: "calls", seccomp, calls: [getParent] }).stdout, `${process.pid}\n`, flag);
  }
});

test(
  "a call is asked about: the listener goes to the socket with the state, and its answer comes back",
  options,
  () => {
    const listenerPath = join(stateRoot, "agent.sock");
    const seccomp: Seccomp = {
      defaultAction: "SCMP_ACT_ALLOW",
      listenerPath,
      listenerMetadata: "of a test",
      flags: ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
      syscalls: [{ names: ["mkdirat"], action: "SCMP_ACT_NOTIFY" }],
    };
    const { stdout, stderr } = run({ what: "notify", seccomp });
    equal(stderr, "");
    const [message = "", received, end] = stdout.split("\n");
    const { pid, ...report } = JSON.parse(message);
    deepEqual(report, {
      ociVersion: "1.3.0",
      fds: ["seccompFd"],
      metadata: "of a test",
      state: { ociVersion: "1.3.0", id: "c", status: "creating" },
    });
    equal(received, "1 0", "one descriptor, and then the connection is closed");
    equal(end, `40 ${pid}`);
  },
);

test("conditions: all that are on different arguments, any of those on one", () => {
  const judge = filterOf({
    defaultAction: "SCMP_ACT_ERRNO",
    syscalls: [
      {
        names: ["socket"],
        action: "SCMP_ACT_ALLOW",
        args: [
          { index: 0, op: "SCMP_CMP_NE", value: 40n },
          { index: 2, op: "SCMP_CMP_LT", value: 0x1_0000_0000n },
        ],
      },
      {
        names: ["personality"],
        action: "SCMP_ACT_ALLOW",
        args: [
          { index: 0, op: "SCMP_CMP_EQ", value: 0n },
          { index: 0, op: "SCMP_CMP_EQ", value: 0xffff_ffffn },
        ],
      },
      {
        names: ["clone"],
        action: "SCMP_ACT_ALLOW",
        args: [{ index: 0, op: "SCMP_CMP_MASKED_EQ", value: 0x7e02_0000n, valueTwo: 0n }],
      },
    ],
  });
  equal(judge(numbers.socket, 2n, 0n, 0n), allow);
  equal(judge(numbers.socket, 40n, 0n, 0n), 0x00050001);
  equal(judge(numbers.socket, 2n, 0n, 0x1_0000_0000n), 0x00050001);
  equal(judge(numbers.personality, 0n), allow);
  equal(judge(numbers.personality, 0xffff_ffffn), allow);
  equal(judge(numbers.personality, 8n), 0x00050001);
  equal(judge(numbers.clone, 0x11n), allow);
  equal(judge(numbers.clone, 0x1000_0011n), 0x00050001);
});

test("comparisons are of 64 bits without sign", () => {
  const large = 0xffff_ffff_0000_0001n;
  const verdicts = {
    SCMP_CMP_GT: [large, large + 1n],
    SCMP_CMP_GE: [large - 1n, large],
    SCMP_CMP_LE: [large + 1n, large],
    SCMP_CMP_LT: [large, large - 1n],
    SCMP_CMP_EQ: [1n, large],
    SCMP_CMP_NE: [large, 1n],
  } as const;
  for (const [op, [fails, holds]] of Object.entries(verdicts)) {
    const args = [{ index: 1, op: op as keyof typeof verdicts, value: large }];
    const syscalls = [{ names: ["read"], action: "SCMP_ACT_ALLOW" as const, args }];
    const judge = filterOf({ defaultAction: "SCMP_ACT_KILL", syscalls });
    equal(judge(numbers.read, 0n, holds), allow, op);
    equal(judge(numbers.read, 0n, fails), 0, op);
  }
});

test("architectures: those that are named, and always this machine's; others are killed", () => {
  const syscalls = [{ names: ["mkdir"], action: "SCMP_ACT_ERRNO" as const }];
  const judge = judgeOf({ defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86"], syscalls });
  equal(judge({ architecture: x86, number: numbers.mkdir }), 0x00050001);
  equal(judge({ architecture: i386, number: 39 }), 0x00050001);
  equal(judge({ architecture: i386, number: numbers.mkdir }), allow);
  equal(judge({ architecture: 0xc00000b7, number: 1 }), 0);
  equal(judge({ architecture: x86, number: 0x40000000 + numbers.mkdir }), 0);
});

test("names that nobody knows are skipped", () => {
  const judge = filterOf({
    defaultAction: "SCMP_ACT_ERRNO",
    syscalls: [{ names: ["mkdir", "sing", "socketcall"], action: "SCMP_ACT_ALLOW" }],
  });
  equal(judge(numbers.mkdir), allow);
  equal(judge(numbers.write), 0x00050001);
  equal(judge(numbers.mkdirat), 0x00050026, "newer than the newest that is named");
});

test("what is newer than the profile does not exist; what it knows and does not name gets the default", () => {
  const syscalls = [{ names: ["read", "openat2"], action: "SCMP_ACT_ALLOW" as const }];
  for (const defaultAction of ["SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS"] as const) {
    const judge = filterOf({ defaultAction, syscalls });
    equal(judge(437), allow);
    equal(judge(numbers.mkdir), defaultAction === "SCMP_ACT_ERRNO" ? 0x00050001 : 0x80000000);
    equal(judge(438), 0x00050026);
  }
  const open = filterOf({
    defaultAction: "SCMP_ACT_LOG",
    syscalls: [{ names: ["read"], action: "SCMP_ACT_ERRNO" }],
  });
  equal(open(438), 0x7ffc0000);
});

test("what libseccomp refuses names its place", () => {
  const args = Array.from({ length: 2 }, (_, index) => ({ index, op: "SCMP_CMP_EQ" as const, value: 1n }));
  const seccomp: Seccomp = {
    defaultAction: "SCMP_ACT_ALLOW",
    syscalls: [
      { names: ["read"], action: "SCMP_ACT_NOTIFY", args },
      { names: ["read"], action: "SCMP_ACT_ERRNO", args },
    ],
  };
  const { status, stderr } = run({ what: "program", seccomp });
  equal(status, 1);
  match(stderr, /linux\.seccomp\.syscalls\[1\]: cannot add a rule for read: EEXIST/);
});

test("a compiled filter is kept, for this build and this section alone", () => {
  const section = (value: bigint): Seccomp => ({
    defaultAction: "SCMP_ACT_ALLOW",
    syscalls: [{ names: ["kill"], action: "SCMP_ACT_ERRNO", args: [{ index: 0, op: "SCMP_CMP_EQ", value }] }],
  });
  rmSync(cacheFolder, { recursive: true, force: true });
  const { program } = compile(section(1n));
  const [name = ""] = readdirSync(cacheFolder);
  equal(readdirSync(cacheFolder).length, 1);
  equal(statSync(cacheFolder).mode & 0o777, 0o700);
  const file = join(cacheFolder, name);
  equal(statSync(file).mode & 0o777, 0o600);

  // What it holds is what is loaded: another program behind the same key is believed.
  const original = readFileSync(file);
  const changed = Buffer.from(original);
  changed[changed.length - 1] = 0x55;
  writeFileSync(file, changed);
  notEqual(compile(section(1n)).program, program);
  // Another section that happens to have the file's name is not.
  notEqual(compile(section(2n)).program, program);

  for (const broken of [
    Buffer.alloc(0),
    original.subarray(0, 3),
    original.subarray(0, 40),
    Buffer.alloc(5000, 0xff),
  ]) {
    writeFileSync(file, broken);
    equal(compile(section(1n)).program, program, `${broken.length} bytes`);
    deepEqual(readFileSync(file), original);
  }

  // What others could have written is not trusted.
  writeFileSync(file, changed);
  chmodSync(file, 0o666);
  equal(compile(section(1n)).program, program);
});

test("the kept filters do not become more and more", () => {
  rmSync(cacheFolder, { recursive: true, force: true });
  for (let value = 0n; value < 70n; value++)
    compile({
      defaultAction: "SCMP_ACT_ALLOW",
      syscalls: [
        { names: ["kill"], action: "SCMP_ACT_ERRNO", args: [{ index: 0, op: "SCMP_CMP_EQ", value }] },
      ],
    });
  const kept = readdirSync(cacheFolder).length;
  ok(kept > 0 && kept <= 32, `${kept} are kept`);
});
