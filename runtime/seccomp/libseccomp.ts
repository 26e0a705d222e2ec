/**
 * The functions of libseccomp that the runtime calls, by what they return; the build links them in
 * (lab-server/setup/runtime.ts). See seccomp_init(3) and the pages it names.
 */
export const libseccomp = {
  name: "seccomp",
  functions: {
    seccomp_init: "address",
    seccomp_release: "integer",
    seccomp_attr_set: "integer",
    seccomp_arch_native: "integer",
    seccomp_arch_resolve_name: "integer",
    seccomp_arch_add: "integer",
    seccomp_syscall_resolve_name_arch: "integer",
    seccomp_rule_add_array: "integer",
    seccomp_export_bpf_mem: "integer",
  },
} as const;
