import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import type { ExplainedCall } from "../../runtime/explain/explained-call.ts";
import { type HostBundle, hostBundle } from "./host-bundle.ts";

let cloison: string;
let bundle: HostBundle;
let root: string;

before(async () => {
  cloison = await buildRuntime(() => {});
  root = mkdtempSync(join(tmpdir(), "cloison-explain-"));
  bundle = hostBundle("true");
  bundle.change({
    hostname: "explained",
    process: {
      ...bundle.config.process,
      noNewPrivileges: true,
      rlimits: [{ type: "RLIMIT_NOFILE", hard: 1024, soft: 1024 }],
      capabilities: { bounding: ["CAP_KILL"], effective: ["CAP_KILL"], permitted: ["CAP_KILL"] },
    },
    root: { path: "rootfs", readonly: true },
    linux: {
      ...bundle.config.linux,
      maskedPaths: ["/proc/kcore", "/proc/keys", "/proc/acpi", "/not/there"],
      readonlyPaths: ["/proc/sys", "/proc/irq"],
    },
  });
});

after(() => {
  bundle.remove();
  rmSync(root, { recursive: true });
});

function explain(): ExplainedCall[] {
  const output = execFileSync(cloison, ["--root", root, "explain", "--json", bundle.folder], {
    timeout: 10_000,
  });
  return JSON.parse(output.toString()) as ExplainedCall[];
}

/** Without numbers, and where descriptors lead: both differ from one run to the next. */
const plain = (text: string) => text.replace(/\d+<[^>]*>/g, "#").replace(/\d+/g, "#");

/** From where init is on its own. */
const own = (calls: string[]) => calls.slice(calls.indexOf("setsid()"));

test("what explain says init will do is what init does", () => {
  const explained = explain()
    .filter(({ by }) => by === "init")
    .map(({ text }) => plain(text));
  const file = join(root, "trace");
  // Init keeps the stream, so it must be a file: a pipe would never end.
  const trace = openSync(file, "w+");
  const create = ["--root", root, "create", "--bundle", bundle.folder, "--trace", "explained"];
  execFileSync(cloison, create, { timeout: 10_000, stdio: [trace, trace, trace] });
  execFileSync(cloison, ["--root", root, "start", "explained"], { timeout: 10_000 });
  execFileSync(cloison, ["--root", root, "delete", "--force", "explained"], { timeout: 10_000 });
  closeSync(trace);
  const made = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("    init  "))
    .map((line) =>
      plain(
        line
          .slice(10)
          .replace(/ {2}← .*$/, "")
          .replace(/ = -?\d+( [A-Z]+)?$/, ""),
      ),
    );
  rmSync(file);
  assert.ok(made.length > 100);
  assert.deepEqual(own(explained), own(made));
});

test("explain names the line of config.json that causes a call", () => {
  const calls = explain();
  const proc = calls.find(({ by, text }) => by === "init" && text.includes('("proc"'));
  assert.equal(proc?.cause, "/mounts/0");
  assert.equal(proc?.line, 1);
  assert.equal(calls.find(({ call }) => call === "sethostname")?.cause, "/hostname");
  assert.equal(calls.at(-1)?.stage, "start");
  assert.ok(calls.some(({ call, stage }) => call === "execve" && stage === "start"));
});

test("explain leaves nothing behind and starts nothing", () => {
  explain();
  assert.ok(!existsSync(join(root, "explained")));
  assert.doesNotMatch(readFileSync("/proc/self/mountinfo", "utf8"), new RegExp(bundle.folder));
});

test("a bundle without config.json is refused by name", () => {
  const { status, stderr } = spawnSync(cloison, ["explain", root], { timeout: 10_000, encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /config\.json/);
});
