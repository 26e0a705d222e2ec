const always = [
  "root=/dev/vda",
  "rw",
  "rootfstype=ext4",
  "rootflags=noatime",
  "fsck.mode=skip",
  "console=hvc0",
  "net.ifnames=0",
  // The machine is disposable and its neighbours are other machines: what guards processes of one kernel
  // against each other is dear under emulation.
  "mitigations=off",
  "audit=0",
  // Without apparmor_parser in the image Docker refuses to start containers while this module is on.
  "apparmor=0",
  // Huge or zeroed pages would be private memory of every clone.
  "transparent_hugepage=never",
  "init_on_alloc=0",
  // No timers in an idle machine: no watchdogs, no second opinion on the clock.
  "nowatchdog",
  "tsc=reliable",
  // Linux leaves this timer ticking at 250 Hz when it stops using it, and QEMU emulates each tick: 4 % of a core.
  "hpet=disable",
  "no_timer_check",
  "workqueue.power_efficient=1",
];

/** How a machine is booted. */
export interface KernelCommandLineOptions {
  /** Show the boot on hvc0 and end it in a shell there. Otherwise hvc0 stays silent and free. */
  console: boolean;
}

/** The command line for the image's kernel. See kernel-parameters(7) and kernel-command-line(7) of systemd. */
export function kernelCommandLine({ console }: KernelCommandLineOptions): string {
  const shown = console ? [] : ["quiet", "systemd.show_status=false", "systemd.getty_auto=no"];
  return [...always, ...shown].join(" ");
}
