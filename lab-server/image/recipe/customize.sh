#!/bin/sh
# Runs inside the new system as its root, after the packages and the files are there, before it is packed.
# $1: the folder of this recipe, inside.
set -eu
recipe=$1

say() { echo "I: $*" >&2; }

say "enabling what a quiet machine needs, disabling the rest"
systemctl --quiet disable containerd.service docker.service docker.socket docker-registry.service \
  netavark-dhcp-proxy.service netavark-dhcp-proxy.socket getty@tty1.service remote-fs.target
for timer in /usr/lib/systemd/system/*.timer; do
  systemctl --quiet mask "$(basename "$timer")"
done
# No seats, no passwords to ask for, no first boot, no caches to bring up to date, no other terminals.
systemctl --quiet mask systemd-logind.service systemd-ask-password-console.path systemd-ask-password-wall.path \
  systemd-firstboot.service systemd-hwdb-update.service systemd-journal-catalog-update.service \
  systemd-update-done.service ldconfig.service systemd-pstore.service systemd-random-seed.service \
  systemd-machine-id-commit.service systemd-hibernate-clear.service systemd-journal-flush.service \
  proc-sys-fs-binfmt_misc.automount systemd-binfmt.service dev-hugepages.mount getty-static.service \
  podman-restart.service podman-auto-update.service podman-clean-transient.service netavark-firewalld-reload.service
# The bus starts when something asks for it, not with the machine.
rm /usr/lib/systemd/system/multi-user.target.wants/dbus.service
systemctl --quiet set-default multi-user.target

: > /etc/machine-id
rm -f /var/lib/dbus/machine-id /var/lib/systemd/random-seed /etc/profile.d/bash_completion.sh
ln -s /etc/machine-id /var/lib/dbus/machine-id
passwd --quiet --lock root

say "making the initrd"
version=$(basename /lib/modules/*)
mktirfs -m no -M no --include-modules=virtio_blk -o /boot/initrd.img "$version"
mv "/boot/vmlinuz-$version" /boot/vmlinuz
rm -f "/boot/initrd.img-$version" /vmlinuz* /initrd.img*

say "making the container images"
"$recipe/oci-images.sh" "$recipe"
# It came only to be taken into an image.
DEBIAN_FRONTEND=noninteractive apt-get -qq purge --auto-remove nginx nginx-common >/dev/null

say "indexing the manual pages"
mandb --quiet --create 2>/dev/null

dpkg-query -W -f '${Package}\t${Version}\t${Architecture}\n' > /usr/share/cloison/packages.tsv
echo "$version" > /usr/share/cloison/kernel
rm -rf /var/log/* /var/cache/apt/* /var/cache/debconf/*-old /var/lib/apt/lists/* /var/lib/dpkg/*-old
mkdir -p /var/log/journal && rmdir /var/log/journal
