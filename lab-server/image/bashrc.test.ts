import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const bashrc = join(import.meta.dirname, "files/root/.bashrc");

/** Runs the machine's bash configuration in the host's bash. */
function bash(input: string, environment: Record<string, string>) {
  return spawnSync("bash", ["--noprofile", "--rcfile", bashrc, "-i"], {
    input,
    env: { PATH: process.env.PATH, HOME: "/nonexistent", HISTFILE: "/dev/null", ...environment },
    encoding: "utf8",
  });
}

test("a warm shell eats one line, then is like any other", () => {
  const { stdout } = bash(`echo eaten\necho "[$?][\${CLOISON_WARM-gone}]"\n`, { CLOISON_WARM: "1" });
  assert.equal(stdout.trim(), "[0][gone]");
});

test("an ordinary shell eats nothing", () => {
  assert.equal(bash(`echo "[$?] first"\n`, {}).stdout.trim(), "[0] first");
});

test("the prompt shows the host name that the kernel gives now", () => {
  const { stderr } = bash("set -u\nHOSTNAME=stale\n:\n", {});
  assert.match(stderr, new RegExp(`@${hostname()}\\x1b`));
  assert.doesNotMatch(stderr, /@stale|unbound variable/);
});
