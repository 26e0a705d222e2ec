# Read by login shells; everything is in .bashrc.
if [ -n "${BASH_VERSION-}" ]; then . /root/.bashrc; fi
