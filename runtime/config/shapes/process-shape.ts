import {
  absolutePath,
  boolean,
  defaulted,
  filledList,
  integer,
  list,
  object,
  oneOf,
  required,
  text,
  uint64,
} from "../rule.ts";
import { userShape } from "./user-shape.ts";

/** The configuration's "process" and the whole of `exec --process`: config.md, "Process". */
export const processShape = object(() => ({
  terminal: boolean,
  // In characters. A terminal counts them in 16 bits (ioctl_tty(2)).
  consoleSize: object(() => ({
    height: required(integer(0, 0xffff)),
    width: required(integer(0, 0xffff)),
  })),
  user: defaulted(userShape, () => ({})),
  args: required(filledList(text)),
  env: list(text),
  cwd: required(absolutePath),
  capabilities: object(() => ({
    bounding: list(text),
    effective: list(text),
    inheritable: list(text),
    permitted: list(text),
    ambient: list(text),
  })),
  rlimits: list(
    object(() => ({
      type: required(
        oneOf("resource limit", [
          "RLIMIT_AS",
          "RLIMIT_CORE",
          "RLIMIT_CPU",
          "RLIMIT_DATA",
          "RLIMIT_FSIZE",
          "RLIMIT_LOCKS",
          "RLIMIT_MEMLOCK",
          "RLIMIT_MSGQUEUE",
          "RLIMIT_NICE",
          "RLIMIT_NOFILE",
          "RLIMIT_NPROC",
          "RLIMIT_RSS",
          "RLIMIT_RTPRIO",
          "RLIMIT_RTTIME",
          "RLIMIT_SIGPENDING",
          "RLIMIT_STACK",
        ]),
      ),
      soft: required(uint64),
      hard: required(uint64),
    })),
  ),
  noNewPrivileges: boolean,
  apparmorProfile: text,
  selinuxLabel: text,
  oomScoreAdj: integer(-1000, 1000),
  // sched_setattr(2). Times in nanoseconds.
  scheduler: object(() => ({
    policy: required(
      oneOf("scheduler policy", [
        "SCHED_OTHER",
        "SCHED_FIFO",
        "SCHED_RR",
        "SCHED_BATCH",
        "SCHED_ISO",
        "SCHED_IDLE",
        "SCHED_DEADLINE",
      ]),
    ),
    nice: integer(-(2 ** 31), 2 ** 31 - 1),
    priority: integer(0, 99),
    flags: list(
      oneOf("scheduler flag", [
        "SCHED_FLAG_RESET_ON_FORK",
        "SCHED_FLAG_RECLAIM",
        "SCHED_FLAG_DL_OVERRUN",
        "SCHED_FLAG_KEEP_POLICY",
        "SCHED_FLAG_KEEP_PARAMS",
        "SCHED_FLAG_UTIL_CLAMP_MIN",
        "SCHED_FLAG_UTIL_CLAMP_MAX",
      ]),
    ),
    runtime: uint64,
    deadline: uint64,
    period: uint64,
  })),
  // ioprio_set(2).
  ioPriority: object(() => ({
    class: required(oneOf("I/O priority class", ["IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"])),
    priority: defaulted(integer(0, 7), () => 0),
  })),
  // Lists of CPUs, as "0-3,7".
  execCPUAffinity: object(() => ({ initial: text, final: text })),
}));
