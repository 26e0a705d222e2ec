"""The part of util-linux's module libmount that crun's tests use; Debian has no package of that module."""

import re


def _plain(field):
    """A field of mountinfo without its octal escapes: proc_pid_mountinfo(5)."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


class Fs:
    """One mount."""

    def __init__(self, line):
        own, of_file_system = line.split(" - ", 1)
        fields = own.split()
        self.target = _plain(fields[4])
        self.vfs_options = fields[5]
        self.fs_options = of_file_system.split()[2]


class Table:
    """The mounts that a file lists in the form of mountinfo."""

    def __init__(self, path):
        with open(path) as file:
            self._mounts = [Fs(line) for line in file if " - " in line]

    def find_target(self, path):
        """The mount at that path, the last where there are several, or None."""
        for mount in reversed(self._mounts):
            if mount.target == path:
                return mount
        return None
