import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";

/* What does not need a container: words, help, errors, logs. With runc on the host each is compared with its answer. */

const cloison = await buildRuntime(() => {});
const folder = mkdtempSync(join(tmpdir(), "cloison-command-line-"));
after(() => rmSync(folder, { recursive: true }));
const emptyRoot = join(folder, "root");
mkdirSync(emptyRoot);

function run(program: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}
const cli = (...words: string[]) => run(cloison, ...words);
const message = (line: string): unknown => JSON.parse(/msg=(".*")$/m.exec(line)?.[1] ?? "null");

test("without a command, and when asked, it prints the overview", () => {
  for (const words of [[], ["help"], ["--help"], ["-h"], ["h"]]) {
    const { status, stdout, stderr } = cli(...words);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.match(stdout, /^NAME\n {7}cloison - /);
  }
});

test("a command's page is the same either way", () => {
  const page = cli("help", "run").stdout;
  assert.match(page, /^NAME\n {7}cloison run - /);
  assert.equal(cli("run", "--help").stdout, page);
  assert.equal(cli("--root", "/x", "run", "c1", "-h").stdout, page);
});

test("an unknown command ends with 3, an unknown option with 1 and the page", () => {
  const unknown = cli("nosuch");
  assert.deepEqual({ status: unknown.status, stdout: unknown.stdout }, { status: 3, stdout: "" });
  assert.equal(message(unknown.stderr), "No help topic for 'nosuch'");
  const { status, stdout, stderr } = cli("list", "--nosuch");
  assert.equal(status, 1);
  assert.match(stdout, /^Incorrect Usage: flag provided but not defined: -nosuch\n\nNAME\n {7}cloison list/);
  assert.equal(message(stderr), "flag provided but not defined: -nosuch");
});

test("the version is told in the lines that docker reads", () => {
  for (const word of ["--version", "-v"])
    assert.match(cli(word).stdout, /^cloison version \d+\.\d+\.\d+\nspec: 1\.\d/);
});

test("an error goes to standard error, and as one line of JSON to the log, behind what is there", () => {
  const log = join(folder, "log.json");
  writeFileSync(log, "before\n");
  const { status, stderr } = cli("--log", log, "--log-format", "json", "--root", emptyRoot, "state", "c1");
  assert.equal(status, 1);
  assert.equal(stderr, 'container "c1" does not exist\n');
  const [before, line = "", end] = readFileSync(log, "utf8").split("\n");
  assert.deepEqual([before, end], ["before", ""]);
  const entry = JSON.parse(line) as { level: string; msg: string; time: string };
  assert.deepEqual(Object.keys(entry), ["level", "msg", "time"]);
  assert.deepEqual([entry.level, entry.msg], ["error", 'container "c1" does not exist']);
  assert.ok(Math.abs(Date.parse(entry.time) - Date.now()) < 60_000);
});

test("a log as text has logrus's form; without --log it is standard error", () => {
  const log = join(folder, "log.txt");
  cli("--log", log, "--root", emptyRoot, "state", "c1");
  const line = /^time="[-\dT:.]+Z" level=error msg="container \\"c1\\" does not exist"\n$/;
  assert.match(readFileSync(log, "utf8"), line);
  assert.match(cli("--root", emptyRoot, "state", "c1").stderr, line);
});

test("--debug logs the command and its steps, and without it there are none", () => {
  const steps = cli("--debug", "--root", emptyRoot, "list", "-q").stderr;
  assert.match(steps, /level=debug msg="cloison [\d.]+: list -q"\n/);
  assert.equal(cli("--root", emptyRoot, "list", "-q").stderr, "");
});

test("a log that cannot be opened, or has no known format, is an error", () => {
  assert.match(
    cli("--log", "/nosuch/log", "list").stderr,
    /Cannot open the log \/nosuch\/log: .*no such file/,
  );
  assert.match(cli("--log-format", "xml", "list").stderr, /invalid log-format: xml/);
});

test("output that is lost is an error", () => {
  const full = spawnSync("sh", ["-c", `"$0" features >/dev/full`, cloison], { encoding: "utf8" });
  assert.equal(full.status, 1);
  assert.match(full.stderr, /Cannot write to standard output: .*no space left on device/);
  const script = `trap '' PIPE; (sleep 0.2; "$0" features; echo $? >&3) 3>&2 | true`;
  const closed = spawnSync("bash", ["-c", script, cloison], { encoding: "utf8" });
  assert.match(closed.stderr, /Cannot write to standard output: .*broken pipe.*\n1\n$/s);
});

test("an id that would lead out of the state folder is refused by every command", () => {
  for (const command of ["create", "start", "state", "kill", "delete", "run", "exec"])
    for (const id of ["../x", "a/b", "..", ""]) {
      const { status, stderr } = cli("--root", emptyRoot, command, id, ...(command === "exec" ? ["sh"] : []));
      assert.equal(status, 1, `${command} ${id}`);
      assert.match(stderr, /invalid container ID/);
    }
});

test("the root / is refused, and a root that is not there is one only for list", () => {
  assert.match(cli("--root", "/", "list").stderr, /--root argument should not be set to \//);
  assert.match(cli("--root", "/nosuch", "list").stderr, /there is no folder \/nosuch/);
});

test("kill knows its signals before it looks for the container", () => {
  assert.match(cli("--root", emptyRoot, "kill", "c1", "NOSUCH").stderr, /unknown signal/);
});

test("exec that cannot begin ends with 255", () => {
  assert.equal(cli("--root", emptyRoot, "exec", "c1", "sh").status, 255);
  assert.equal(cli("--root", emptyRoot, "exec", "c1").status, 255);
  assert.equal(cli("--root", emptyRoot, "exec").status, 1);
});

test("forcing the deletion of what is not there is no error", () => {
  assert.equal(cli("--root", emptyRoot, "delete", "--force", "c1").status, 0);
  assert.equal(cli("--root", emptyRoot, "delete", "c1").status, 1);
});

test("without containers the list is what runc prints", () => {
  const list = (...words: string[]) => cli("--root", emptyRoot, "list", ...words).stdout;
  assert.equal(list(), "ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
  assert.equal(list("--format", "json"), "null\n");
  assert.equal(list("-q"), "");
  assert.match(cli("--root", emptyRoot, "list", "-f", "xml").stderr, /invalid format option/);
});

const runc = ["/usr/sbin/runc", "/usr/bin/runc"].find((path) => existsSync(path));
const commandLines = [
  ...["", "--nosuch list", "--root", "list -f", "list --quiet=maybe", "list -qf json", "list extra"],
  ...[
    "list -q=false",
    "list -- -q",
    "nosuch",
    "help nosuch",
    "help list",
    "state",
    "state nosuch",
    "state a b",
  ],
  ...[
    "kill",
    "kill a b c",
    "exec",
    "exec nosuch sh",
    "exec --preserve-fds x a sh",
    "start nosuch",
    "spec extra",
  ],
  ...["run --preserve-fds 0x10 a", "events --interval 5 a", "events --interval 1q a", "events nosuch"],
  ...[
    "--log-format xml list",
    "list --format xml",
    "list --format=json",
    "delete nosuch",
    "delete -f nosuch",
  ],
  ...[
    "pause nosuch",
    "resume nosuch",
    "ps nosuch",
    "update nosuch",
    "checkpoint nosuch",
    "--version",
    "run -b",
  ],
];
for (const line of commandLines)
  test(`the exit status of "${line}" is runc's`, { skip: runc ? false : "runc is not installed" }, () => {
    const words = line === "" ? [] : line.split(" ");
    const rooted = words.some((word) => word === "--root") ? words : ["--root", emptyRoot, ...words];
    assert.equal(cli(...rooted).status, run(runc ?? "", ...rooted).status);
  });
