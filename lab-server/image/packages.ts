/** What goes into the machine besides Debian's essential packages and apt, and what for. */
const packagesByPurpose = {
  system: [
    "linux-image-cloud-amd64",
    // An initrd of one static program and one driver: a large one is slow to unpack under emulation.
    "tiny-initramfs",
    "systemd",
    "systemd-sysv",
    "udev",
    "dbus",
    "login",
    "kmod",
    "procps",
    "ca-certificates",
  ],
  containers: [
    "containerd",
    "docker.io",
    "docker-cli",
    "docker-registry",
    "podman",
    "netavark",
    "aardvark-dns",
    "crun",
    "runc",
    "skopeo",
    "busybox-static",
    // Taken into a container image, then removed from the machine itself.
    "nginx",
  ],
  tools: [
    "acl",
    "attr",
    "bash-completion",
    "bpftool",
    "curl",
    "file",
    "iproute2",
    "iptables",
    "iputils-ping",
    "jq",
    "less",
    "libcap2-bin",
    "nano",
    "nftables",
    "psmisc",
    "strace",
    "tmux",
    "util-linux-extra",
    "vim-tiny",
  ],
  manual: ["man-db", "manpages", "manpages-dev"],
};

/** The packages that mmdebstrap includes. */
export const packages: readonly string[] = Object.values(packagesByPurpose).flat();
