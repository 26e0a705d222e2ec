import { readFileSync } from "node:fs";
import { join } from "node:path";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2016-9962. Containers that share a PID namespace see each other's processes, also one that is still the runtime
 * and has files and folders of the host open. Its descriptors must not be theirs.
 */

/** Lists what every process but itself has open. */
const spy = "for process in /proc/[0-9]*; do [ $process = /proc/$$ ] || ls -l $process/fd; done";

testAttack("a container cannot reach what the runtime has open in a container beside it", {
  weakened: { "runtime/init/hide-from-container.ts": "tests/runtime/weakened/hide-from-container.ts" },
  async attack(arena) {
    const { bundle } = arena;
    const { process, linux } = bundle.config;
    const watcher = { ...process, args: ["/bin/sleep", "1000"] };
    bundle.change({ process: watcher });
    arena.run(["run", "--detach", "--pid-file", join(arena.folder, "pid"), "--bundle", bundle.folder, "c1"]);
    const pid = readFileSync(join(arena.folder, "pid"), "utf8");
    const namespaces = [{ type: "pid", path: `/proc/${pid}/ns/pid` }, { type: "mount" }];
    bundle.change({
      process: watcher,
      linux: { ...linux, cgroupsPath: `${linux.cgroupsPath}-beside`, namespaces },
    });
    // It waits for its start, as the runtime.
    const { status, stderr } = arena.run(["create", "--bundle", bundle.folder, "c2"]);
    if (status !== 0) throw new Error(stderr);
    const { stdout } = arena.run(["exec", "c1", "/bin/sh", "-c", spy]);
    arena.run(["delete", "--force", "c2"]);
    return stdout.includes("exec.fifo");
  },
});
