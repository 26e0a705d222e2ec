import assert from "node:assert/strict";
import { test } from "node:test";
import { HelpRequest } from "./help-request.ts";
import { parseOptions } from "./parse-options.ts";
import { createSyntax } from "./syntax/create.ts";
import { execSyntax } from "./syntax/exec.ts";
import { globalSyntax } from "./syntax/global.ts";
import { killSyntax } from "./syntax/kill.ts";
import { listSyntax } from "./syntax/list.ts";
import { psSyntax } from "./syntax/ps.ts";
import { runSyntax } from "./syntax/run.ts";
import { UsageError } from "./usage-error.ts";

test("a value follows after a space or an equals sign, behind one dash or two", () => {
  for (const words of [["--bundle", "/b"], ["--bundle=/b"], ["-bundle", "/b"], ["-b", "/b"], ["--b=/b"]])
    assert.equal(parseOptions(createSyntax, [...words, "c1"]).options.bundle, "/b");
});

test("only the first equals sign separates, and a value may be empty or begin with a dash", () => {
  const { options } = parseOptions(execSyntax, ["--env", "A=1", "-e=B=2=3", "--cwd=", "-u", "-1", "c1"]);
  assert.deepEqual(options.env, ["A=1", "B=2=3"]);
  assert.equal(options.cwd, "");
  assert.equal(options.user, "-1");
});

test("what was not given is undefined", () => {
  assert.deepEqual(parseOptions(createSyntax, ["c1"]), { options: {}, operands: ["c1"] });
});

test("a flag takes no word as its value, but one after an equals sign", () => {
  const { options, operands } = parseOptions(runSyntax, ["-d", "--keep=false", "--no-pivot=T", "c1"]);
  assert.deepEqual({ ...options }, { detach: true, keep: false, "no-pivot": true });
  assert.deepEqual(operands, ["c1"]);
});

test("options may follow the container's id", () => {
  const { options, operands } = parseOptions(killSyntax, ["c1", "--all", "KILL"]);
  assert.equal(options.all, true);
  assert.deepEqual(operands, ["c1", "KILL"]);
});

test("for exec and ps everything from the id on belongs to the other program", () => {
  const exec = parseOptions(execSyntax, ["-t", "c1", "sh", "-c", "echo --tty", "--", "-e"]);
  assert.deepEqual({ ...exec.options }, { tty: true });
  assert.deepEqual(exec.operands, ["c1", "sh", "-c", "echo --tty", "--", "-e"]);
  assert.deepEqual(parseOptions(psSyntax, ["-f", "table", "c1", "-f"]).operands, ["c1", "-f"]);
});

test("two dashes alone end the options", () => {
  assert.deepEqual(parseOptions(createSyntax, ["--", "-b"]).operands, ["-b"]);
  assert.deepEqual(parseOptions(execSyntax, ["--", "-x", "--"]).operands, ["-x", "--"]);
});

test("one dash alone is an operand", () => {
  assert.deepEqual(parseOptions(createSyntax, ["-"]).operands, ["-"]);
});

test("the last of two values counts, and repeated ones add up", () => {
  const { options } = parseOptions(execSyntax, [
    "--cwd",
    "/a",
    "-g",
    "1",
    "--cwd",
    "/b",
    "--additional-gids=0x2",
    "c1",
  ]);
  assert.equal(options.cwd, "/b");
  assert.deepEqual(options["additional-gids"], [1, 2]);
});

test("global options end at the command", () => {
  const { options, operands } = parseOptions(globalSyntax, [
    "--root",
    "/r",
    "--debug",
    "run",
    "--debug",
    "x",
  ]);
  assert.deepEqual({ ...options }, { root: "/r", debug: true });
  assert.deepEqual(operands, ["run", "--debug", "x"]);
});

const refused: [readonly string[], string][] = [
  [["--nosuch", "c1"], "flag provided but not defined: -nosuch"],
  [["c1", "--nosuch=1"], "flag provided but not defined: -nosuch"],
  [["--constructor", "c1"], "flag provided but not defined: -constructor"],
  [["-db", "c1"], "flag provided but not defined: -db"],
  [["c1", "--bundle"], "flag needs an argument: -bundle"],
  [["-b"], "flag needs an argument: -b"],
  [["--no-pivot=maybe", "c1"], 'invalid boolean value "maybe" for -no-pivot: parse error'],
  [["--preserve-fds", "three", "c1"], 'invalid value "three" for flag -preserve-fds: parse error'],
  [["---bundle", "c1"], "bad flag syntax: ---bundle"],
  [["--=x", "c1"], "bad flag syntax: --=x"],
  [[], 'cloison: "create" requires exactly 1 argument(s)'],
  [["c1", "c2"], 'cloison: "create" requires exactly 1 argument(s)'],
];
for (const [words, message] of refused)
  test(`create ${words.join(" ")} is refused`, () => {
    assert.throws(() => parseOptions(createSyntax, words), new UsageError(message));
  });

test("the number of operands has bounds", () => {
  assert.throws(() => parseOptions(killSyntax, []), /"kill" requires a minimum of 1 argument/);
  assert.throws(() => parseOptions(killSyntax, ["c1", "9", "8"]), /"kill" requires a maximum of 2 argument/);
  assert.throws(() => parseOptions(listSyntax, ["c1"]), /"list" requires exactly 0 argument/);
});

test("help may be asked for in place of everything else", () => {
  for (const word of ["--help", "-h", "-help", "--help=true"])
    assert.throws(() => parseOptions(createSyntax, [word]), HelpRequest);
  assert.throws(() => parseOptions(createSyntax, ["c1", "c2", "--help"]), HelpRequest);
  assert.deepEqual(parseOptions(execSyntax, ["c1", "ls", "--help"]).operands, ["c1", "ls", "--help"]);
});
