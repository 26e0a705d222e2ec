import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCall } from "./format-call.ts";

const reading = {
  pathOf: (descriptor: number) => (descriptor === 7 ? "/bundle/rootfs/proc" : undefined),
  stringsOf: () => ["sh", "-c"],
};

function words(...values: bigint[]): Uint8Array {
  return new Uint8Array(new BigUint64Array(values).buffer);
}

test("a mount is read with the names of its flags", () => {
  assert.equal(
    formatCall("mount", ["proc", "/proc/thread-self/fd/7", "proc", 2 | 8, null, undefined], reading),
    'mount("proc", "/proc/thread-self/fd/7", "proc", MS_NOSUID|MS_NOEXEC, NULL)',
  );
});

test("descriptors say where they lead", () => {
  assert.equal(formatCall("close", [7], reading), "close(7</bundle/rootfs/proc>)");
  assert.equal(
    formatCall("openat", [-100, "/x", 0o2000000, 0], reading),
    'openat(AT_FDCWD, "/x", O_CLOEXEC, 0)',
  );
});

test("records are taken apart", () => {
  assert.equal(
    formatCall("openat2", [7, "/a", words(0o10000000n, 0n, 0x10n), 24], reading),
    'openat2(7</bundle/rootfs/proc>, "/a", {flags=O_PATH, mode=0, resolve=RESOLVE_IN_ROOT})',
  );
  assert.equal(
    formatCall("clone3", [words(0x200020000n, 0n, 0n, 0n, 17n), 88], reading),
    "clone3({flags=CLONE_INTO_CGROUP|CLONE_NEWNS, exit_signal=17}, 88)",
  );
  assert.equal(
    formatCall("mount_setattr", [7, "", 0x1000, words(1n, 0x70n, 0n, 0n), 32], reading),
    'mount_setattr(7</bundle/rootfs/proc>, "", AT_EMPTY_PATH, {attr_set=MOUNT_ATTR_RDONLY, attr_clr=MOUNT_ATTR__ATIME})',
  );
});

test("what is long is cut, what is not text is counted", () => {
  assert.equal(formatCall("write", [1, new Uint8Array([0, 1, 2]), 3], reading), "write(1, <3 bytes>, 3)");
  assert.match(formatCall("chdir", ["x".repeat(100)], reading), /^chdir\("x{80}"…\)$/);
});

test("one of several is named, an unknown one is a number", () => {
  assert.equal(formatCall("prctl", [38, 1], reading), "prctl(PR_SET_NO_NEW_PRIVS, 1)");
  assert.equal(formatCall("prctl", [99, 1], reading), "prctl(0x63, 1)");
  assert.equal(
    formatCall("execve", ["/bin/sh", words(0n), words(0n)], reading),
    'execve("/bin/sh", ["sh", "-c"], ["sh", "-c"])',
  );
});
