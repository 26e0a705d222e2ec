/** Capabilities by bit, as in include/uapi/linux/capability.h; see capabilities(7). */
const names = [
  "cap_chown",
  "cap_dac_override",
  "cap_dac_read_search",
  "cap_fowner",
  "cap_fsetid",
  "cap_kill",
  "cap_setgid",
  "cap_setuid",
  "cap_setpcap",
  "cap_linux_immutable",
  "cap_net_bind_service",
  "cap_net_broadcast",
  "cap_net_admin",
  "cap_net_raw",
  "cap_ipc_lock",
  "cap_ipc_owner",
  "cap_sys_module",
  "cap_sys_rawio",
  "cap_sys_chroot",
  "cap_sys_ptrace",
  "cap_sys_pacct",
  "cap_sys_admin",
  "cap_sys_boot",
  "cap_sys_nice",
  "cap_sys_resource",
  "cap_sys_time",
  "cap_sys_tty_config",
  "cap_mknod",
  "cap_lease",
  "cap_audit_write",
  "cap_audit_control",
  "cap_setfcap",
  "cap_mac_override",
  "cap_mac_admin",
  "cap_syslog",
  "cap_wake_alarm",
  "cap_block_suspend",
  "cap_audit_read",
  "cap_perfmon",
  "cap_bpf",
  "cap_checkpoint_restore",
];

/** The names in a capability set, lowest bit first. A bit newer than this list is named by its number: `cap_41`. */
export function capabilityNames(set: bigint): string[] {
  const found: string[] = [];
  for (let bit = 0; set >> BigInt(bit) !== 0n; bit++) {
    if ((set >> BigInt(bit)) & 1n) found.push(names[bit] ?? `cap_${bit}`);
  }
  return found;
}

/** The set that holds one capability. Throws on an unknown name. */
export function capabilitySetOf(name: string): bigint {
  const bit = names.indexOf(name);
  if (bit < 0) throw new Error(`Cannot make a capability set: ${name} is not a capability's name`);
  return 1n << BigInt(bit);
}
