/**
 * Tests of crun's which are about what only crun has: neither the specification nor runc's command line, which ours
 * follows, knows it. By the name of the test, why ours need not pass it.
 */
export const crunExtensions: Readonly<Record<string, string>> = {
  "test_commands/version-command": "the version must begin with the word crun",
  "test_delete/test_multiple_containers_delete": "delete --regex",
  "test_hooks/test-annotation-hook-stdout-stderr": "the annotation run.oci.hooks.stdout",
  "test_mounts/mount-add-remove-mounts": "the command mounts",
  "test_mounts/mount-copy-symlink": "the mount option copy-symlink",
  "test_mounts/mount-help": "the command mounts",
  "test_oci_features/crun-features": "features must list crun's annotations and its own mount options",
  "test_seccomp/annotation-seccomp-fail-unknown-syscall":
    "the annotation run.oci.seccomp_fail_unknown_syscall",
  "test_start/start": "looks into the file in which crun keeps the state",
  "test_uid_gid/keep-groups": "the annotation run.oci.keep_original_groups",
};
