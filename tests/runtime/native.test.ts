import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { test } from "node:test";
import { buildNative } from "../../lab-server/setup/native.ts";
import { libseccomp } from "../../runtime/seccomp/libseccomp.ts";

const binary = await buildNative("tests/runtime/programs/native.ts", "cloison-test-native", () => {}, {
  library: libseccomp,
});
const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(binary, words, { encoding: "utf8" });
  return { status, stdout, stderr };
};

test("a program gets its arguments, and ends with 0", () => {
  const { status, stdout } = run("arguments", "", "é €");
  equal(status, 0);
  deepEqual(JSON.parse(stdout), ["arguments", "", "é €"]);
});

test("a program knows which build it is", () => {
  equal(run("build").stdout.trim(), basename(dirname(binary)).replace("cloison-test-native-", ""));
});

test("functions of the library can be called; others are refused by name", () => {
  const { stdout } = run("library");
  match(stdout, /^c000003e\n/); // AUDIT_ARCH_X86_64
  match(stdout, /seccomp_nothing is not linked into this program/);
});

test("what is imported dynamically takes no memory before", () => {
  const { stdout } = run("import");
  const [before = Number.NaN, after = Number.NaN, words] = stdout.split(" ").map(Number);
  equal(words, 30_000);
  ok(before < 500, `${before} kB before the import`);
  ok(after > before + 1000, `${before} kB before the import, ${after} kB after`);
  match(stdout, /true\n$/, "a second import gives the same module");
  ok(readdirSync(dirname(binary)).some((name) => /^rare-.*\.js\.map$/.test(name)));
});

test("an error that nobody catches is told with its place, and ends the program with 1", () => {
  for (const [word, message] of [
    ["throw", "thrown by a test"],
    ["reject", "rejected by a test"],
  ] as const) {
    const { status, stderr } = run(word);
    equal(status, 1);
    match(stderr, new RegExp(`^RangeError: ${message}\n`));
    match(stderr, /at .*\(main\.js:\d+:\d+\)/);
  }
});

test("a program is small, on disk and in memory", () => {
  const bytes = statSync(binary).size;
  ok(bytes <= 3_000_000, `${bytes} bytes`);
  const peak = Number(run("memory").stdout);
  ok(peak <= 2300, `peak of a program that does next to nothing: ${peak} kB`);
});
