import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Arena } from "../arena.ts";
import { exchangeAtEachCall } from "./exchange-at-each-call.ts";
import { race } from "./race.ts";
import { testAttack } from "./test-attack.ts";

/*
 * CVE-2021-30465. Two containers share a volume. While the second one is made, the first exchanges the folder that
 * something is mounted on for a link to a folder of the host. What the attacker owns then lies over that folder, and
 * the next mount from there takes whatever the attacker's link in it leads to.
 */

const secret = "secret of the host";

/** Prepares the mounts. Result: the exchange that would lead them astray. */
function lay(arena: Arena) {
  const volume = arena.makeFolder("volume");
  const storage = arena.makeFolder("storage");
  const own = arena.makeFolder("own");
  const hidden = arena.makeFolder("hidden");
  writeFileSync(join(hidden, "secret"), secret);
  mkdirSync(join(storage, "next"));
  symlinkSync(hidden, join(own, "next"));
  mkdirSync(join(volume, "target"));
  symlinkSync(storage, join(volume, "link"));
  const bind = (source: string, destination: string) => ({ source, destination, options: ["rbind"] });
  const { config } = arena.bundle;
  arena.bundle.change({
    process: { ...config.process, args: ["/bin/cat", "/leak/secret"] },
    mounts: [
      ...config.mounts,
      bind(volume, "/volume"),
      bind(own, "/volume/target"),
      bind(join(storage, "next"), "/leak"),
    ],
  });
  return { folder: volume, names: ["target", "link"] as [string, string] };
}

testAttack("a target that is exchanged for a link does not lead a mount out of the root", {
  entry: "tests/runtime/programs/interrupted-runtime.ts",
  weakened: { "sys/open-in-root.ts": "tests/runtime/weakened/open-by-name.ts" },
  attack: (arena) =>
    exchangeAtEachCall(
      lay(arena),
      (environment) => arena.run(["run", "--bundle", arena.bundle.folder, "c1"], { environment }),
      (stdout) => stdout.includes(secret),
    ),
});

testAttack("nor does one that is exchanged all the time", {
  weakened: { "sys/open-in-root.ts": "tests/runtime/weakened/open-by-name.ts" },
  attack: (arena) =>
    race(lay(arena), () => arena.run(["run", "--bundle", arena.bundle.folder, "c1"]).stdout.includes(secret)),
});
