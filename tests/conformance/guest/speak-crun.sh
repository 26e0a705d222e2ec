#!/bin/sh
# Stands in for crun in its own tests: translates crun's options into runc's, which other runtimes have, and calls
# the runtime @RUNTIME@. An extension that has no translation reaches the runtime as it is, which refuses it.
set -f
runtime=@RUNTIME@

# The tests look here for what was compiled in.
for last; do :; done
if [ "${last-}" = --version ]; then
  "$runtime" --version || exit
  echo "+SYSTEMD +CAP +SECCOMP +EBPF +CRIU"
  exit
fi

# Each word is taken from the front and put at the end, translated.
left=$#
command=
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  if [ -n "$command" ] && [ "$command" != run ] && [ "$command" != create ]; then
    set -- "$@" "$word"
    continue
  fi
  case $word in
    --cgroup-manager | --cgroup-manager=*)
      if [ "$word" = --cgroup-manager ]; then
        manager=$1
        shift
        left=$((left - 1))
      else
        manager=${word#*=}
      fi
      case $manager in
        systemd) set -- "$@" --systemd-cgroup ;;
        cgroupfs) ;;
        *) set -- "$@" "--cgroup-manager=$manager" ;;
      esac
      ;;
    --log=file:*) set -- "$@" "--log=${word#--log=file:}" ;;
    --root | --log | --log-format | --criu | --console-socket | --pid-file | --preserve-fds | --bundle | -b)
      set -- "$@" "$word" "$1"
      shift
      left=$((left - 1))
      ;;
    --config | -f)
      # The tests run in the folder of the bundle.
      if [ "$1" != config.json ]; then cp "$1" config.json; fi
      shift
      left=$((left - 1))
      ;;
    -*) set -- "$@" "$word" ;;
    *)
      if [ -z "$command" ]; then command=$word; fi
      set -- "$@" "$word"
      ;;
  esac
done
exec "$runtime" "$@"
