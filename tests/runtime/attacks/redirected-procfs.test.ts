import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Arena } from "../arena.ts";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2025-52881, and CVE-2019-16884 before it. What the runtime writes to a file of procfs, here the name of an
 * AppArmor profile, ends up in a file of the attacker's choice: the container runs without its profile, or the text
 * changes something of the kernel's. Whether this kernel has AppArmor does not matter: who looks for it in a real procfs
 * either finds it or fails.
 */

const weakened = { "runtime/process/procfs.ts": "tests/runtime/weakened/procfs.ts" };
const confined = { args: ["/bin/true"], apparmorProfile: "redirected" };
const attribute = "thread-self/attr/apparmor/exec";

function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
}

function change(arena: Arena, part: { process: object; mounts: readonly object[] }): void {
  const { config } = arena.bundle;
  arena.bundle.change({
    process: { ...config.process, ...part.process },
    mounts: [...config.mounts.filter(({ type }) => type !== "proc"), ...part.mounts],
  });
}

testAttack("a folder in the place of /proc does not take in what is written", {
  weakened,
  attack(arena) {
    const fake = arena.makeFolder("fake");
    makeFile(join(fake, attribute));
    change(arena, {
      process: confined,
      mounts: [{ destination: "/proc", source: fake, options: ["bind"] }],
    });
    arena.run(["run", "--bundle", arena.bundle.folder, "c1"]);
    return readFileSync(join(fake, attribute), "utf8").includes("redirected");
  },
});

testAttack("a mount over a file of procfs does not take in what is written", {
  weakened,
  attack(arena) {
    const fake = arena.makeFolder("fake");
    makeFile(join(fake, "apparmor/exec"));
    change(arena, {
      process: confined,
      mounts: [
        { destination: "/proc", type: "proc", source: "proc" },
        // As an image's VOLUME would have it: the container's first process is number 1.
        { destination: "/proc/1/task/1/attr", source: fake, options: ["bind"] },
      ],
    });
    arena.run(["run", "--bundle", arena.bundle.folder, "c1"]);
    return readFileSync(join(fake, "apparmor/exec"), "utf8").includes("redirected");
  },
});

testAttack("a link in a folder at /proc does not redirect what exec writes to another file of the kernel", {
  weakened,
  attack(arena) {
    const fake = arena.makeFolder("fake");
    mkdirSync(dirname(join(fake, attribute)), { recursive: true });
    symlinkSync("/real/sys/kernel/domainname", join(fake, attribute));
    change(arena, {
      process: { args: ["/bin/sleep", "1000"] },
      mounts: [
        { destination: "/real", type: "proc", source: "proc" },
        { destination: "/proc", source: fake, options: ["bind"] },
      ],
    });
    arena.run(["run", "--detach", "--bundle", arena.bundle.folder, "c1"]);
    arena.run(["exec", "--apparmor", "redirected", "c1", "/bin/true"]);
    return arena.run(["exec", "c1", "/bin/cat", "/real/sys/kernel/domainname"]).stdout.includes("redirected");
  },
});
