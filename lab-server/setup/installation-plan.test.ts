import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import type { HostRelease } from "./host-release.ts";
import { installationPlan, typed } from "./installation-plan.ts";

const bookworm: HostRelease = { distribution: "debian", codename: "bookworm", needsBackports: true };
const trixie: HostRelease = { distribution: "debian", codename: "trixie", needsBackports: false };
const needs = [
  { packageName: "qemu-system-x86", purpose: "runs the machines" },
  { packageName: "mmdebstrap", purpose: "builds" },
];
const texts = (commands: readonly (readonly string[])[]) => commands.map((command) => command.join(" "));

test("on Debian 12 only QEMU comes from backports, after the source was added", () => {
  const backports = {
    entry: "deb http://mirror.example/debian bookworm-backports main",
    file: "/etc/apt/x.list",
  };
  const { lines, commands } = installationPlan(bookworm, { needs, backports });
  const [source, update, qemu, rest, ...more] = texts(commands);
  assert.equal(
    source,
    "sh -c echo 'deb http://mirror.example/debian bookworm-backports main' >/etc/apt/x.list",
  );
  assert.match(update ?? "", /apt-get .* update$/);
  assert.match(qemu ?? "", /install .*--target-release=bookworm-backports qemu-system-x86$/);
  assert.match(rest ?? "", /install --yes --no-install-recommends mmdebstrap$/);
  assert.deepEqual(more, []);
  assert.equal(lines.length, 3);
  assert.ok(lines.includes("qemu-system-x86: runs the machines"));
});

test("elsewhere one command installs everything", () => {
  const { commands } = installationPlan(trixie, { needs });
  assert.equal(commands.length, 2);
  assert.match(texts(commands)[1] ?? "", /--no-install-recommends qemu-system-x86 mmdebstrap$/);
});

test("where only other changes are wanted apt is left alone", () => {
  const others = [{ command: ["useradd", "--system", "x"] as const, purpose: "runs QEMU" }];
  const { lines, commands } = installationPlan(trixie, { needs: [], others });
  assert.deepEqual(commands, [["useradd", "--system", "x"]]);
  assert.deepEqual(lines, ["useradd: runs QEMU"]);
});

test("a typed command reaches the program with the same words", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme-ascii" }), { maxLength: 4 }), (words) => {
      const command = typed(["printf", "%s\\0", ...words, "end"]).replace(/^sudo /, "");
      const output = execFileSync("sh", ["-c", command], { encoding: "utf8" });
      assert.deepEqual(output.split("\0").slice(0, -1), [...words, "end"]);
    }),
    { numRuns: 20 },
  );
});
