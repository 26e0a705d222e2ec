import { filledList, integer, list, object, oneOf, required, text, uint64 } from "../rule.ts";

/** config-linux.md, "Seccomp". */
export const seccompShape = object(() => {
  const action = oneOf("seccomp action", [
    "SCMP_ACT_KILL",
    "SCMP_ACT_KILL_PROCESS",
    "SCMP_ACT_KILL_THREAD",
    "SCMP_ACT_TRAP",
    "SCMP_ACT_ERRNO",
    "SCMP_ACT_TRACE",
    "SCMP_ACT_ALLOW",
    "SCMP_ACT_LOG",
    "SCMP_ACT_NOTIFY",
  ]);
  // A filter returns it in 16 bits (seccomp(2), SECCOMP_RET_DATA).
  const errorNumber = integer(0, 0xffff);
  return {
    defaultAction: required(action),
    defaultErrnoRet: errorNumber,
    architectures: list(
      oneOf("seccomp architecture", [
        "SCMP_ARCH_X86",
        "SCMP_ARCH_X86_64",
        "SCMP_ARCH_X32",
        "SCMP_ARCH_ARM",
        "SCMP_ARCH_AARCH64",
        "SCMP_ARCH_MIPS",
        "SCMP_ARCH_MIPS64",
        "SCMP_ARCH_MIPS64N32",
        "SCMP_ARCH_MIPSEL",
        "SCMP_ARCH_MIPSEL64",
        "SCMP_ARCH_MIPSEL64N32",
        "SCMP_ARCH_PPC",
        "SCMP_ARCH_PPC64",
        "SCMP_ARCH_PPC64LE",
        "SCMP_ARCH_S390",
        "SCMP_ARCH_S390X",
        "SCMP_ARCH_PARISC",
        "SCMP_ARCH_PARISC64",
        "SCMP_ARCH_RISCV64",
        "SCMP_ARCH_LOONGARCH64",
        "SCMP_ARCH_M68K",
        "SCMP_ARCH_SH",
        "SCMP_ARCH_SHEB",
      ]),
    ),
    flags: list(
      oneOf("seccomp flag", [
        "SECCOMP_FILTER_FLAG_TSYNC",
        "SECCOMP_FILTER_FLAG_LOG",
        "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
        "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
      ]),
    ),
    listenerPath: text,
    listenerMetadata: text,
    syscalls: list(
      object(() => ({
        names: required(filledList(text)),
        action: required(action),
        errnoRet: errorNumber,
        args: list(
          object(() => ({
            index: required(integer(0, 5)),
            value: required(uint64),
            valueTwo: uint64,
            op: required(
              oneOf("seccomp operator", [
                "SCMP_CMP_NE",
                "SCMP_CMP_LT",
                "SCMP_CMP_LE",
                "SCMP_CMP_EQ",
                "SCMP_CMP_GE",
                "SCMP_CMP_GT",
                "SCMP_CMP_MASKED_EQ",
              ]),
            ),
          })),
        ),
      })),
    ),
  };
});
