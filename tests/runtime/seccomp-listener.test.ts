import { doesNotMatch, equal, match, notEqual } from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { after, describe, test } from "node:test";
import { buildNative } from "../../lab-server/setup/native.ts";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { libseccomp } from "../../runtime/seccomp/libseccomp.ts";
import { hostBundle } from "./host-bundle.ts";

/*
 * Containers whose system calls somebody else judges. Init, which makes calls of its own after it has loaded the
 * filter, must get through with the agent's help, wherever in its life it loads it.
 */
const options = { skip: process.getuid?.() === 0 ? false : "needs root" };
const cloison = await buildRuntime(() => {});
const program = await buildNative("tests/runtime/programs/seccomp.ts", "cloison-test-seccomp", () => {}, {
  library: libseccomp,
});
const folder = mkdtempSync(join(tmpdir(), "cloison-listener-"));
after(() => rmSync(folder, { recursive: true }));
const listenerPath = join(folder, "agent.sock");
let containers = 0;

interface Asked {
  names: string[];
  noNewPrivileges: boolean;
  script: string;
}

/** Runs a container with an agent that lets all calls go on but mkdir, which it answers with ELOOP. */
async function runAsked({ names, noNewPrivileges, script }: Asked) {
  const request = JSON.stringify({ what: "serve", stateRoot: folder, seccomp: { listenerPath } });
  const agent = spawn(program, [request], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(agent, "exit");
  const bundle = hostBundle("/bin/sh", "-c", script);
  try {
    const lines = createInterface(agent.stdout)[Symbol.asyncIterator]();
    await lines.next();
    const result = runContainer(bundle, { names, noNewPrivileges, path: listenerPath });
    doesNotMatch(result.stderr, /level=error/);
    notEqual(result.status, null, "the container hangs");
    const report = JSON.parse((await lines.next()).value ?? "");
    equal((await lines.next()).value, "1 0");
    await ended;
    return { ...result, report };
  } finally {
    agent.kill("SIGKILL");
    bundle.remove();
  }
}

function runContainer(
  bundle: ReturnType<typeof hostBundle>,
  { names, noNewPrivileges, path }: { names: string[]; noNewPrivileges: boolean; path: string | undefined },
) {
  const seccomp = {
    defaultAction: "SCMP_ACT_ALLOW",
    listenerPath: path,
    listenerMetadata: path && "of a test",
    syscalls: names.length > 0 ? [{ names, action: "SCMP_ACT_NOTIFY" }] : [],
  };
  bundle.change({
    process: { ...bundle.config.process, noNewPrivileges },
    linux: { ...bundle.config.linux, seccomp },
  });
  const id = `listener-${process.pid}-${++containers}`;
  const { status, stdout, stderr } = spawnSync(
    cloison,
    ["--root", join(folder, "state"), "run", "--bundle", bundle.folder, id],
    { encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" },
  );
  return { status, stdout, stderr };
}

for (const noNewPrivileges of [false, true])
  describe(`a listener, no_new_privs ${noNewPrivileges}`, options, () => {
    test("judges the container's calls, and knows whose they are", async () => {
      const script = "mkdir /dev/x; mkdir /dev/y; echo $?";
      const { stdout, stderr, report } = await runAsked({
        names: ["mkdir", "mkdirat"],
        noNewPrivileges,
        script,
      });
      equal(stdout, "1\n");
      match(stderr, /\/dev\/x.*Too many levels of symbolic links/);
      equal(report.metadata, "of a test");
      equal(report.state.status, "creating");
      equal(report.pid, report.state.pid);
      match(report.state.id, /^listener-/);
    });

    test("may be asked about calls that the runtime itself has yet to make", async () => {
      const names = [
        "execve",
        "openat",
        "open",
        "read",
        "close",
        "fcntl",
        "sendmsg",
        "capset",
        "prctl",
        "chdir",
      ];
      const { status, stdout, stderr } = await runAsked({ names, noNewPrivileges, script: "echo through" });
      equal(stderr, "");
      equal(stdout, "through\n");
      equal(status, 0);
    });

    test("is missed: the container is not made, and says why", () => {
      const bundle = hostBundle("/bin/true");
      try {
        const path = join(folder, "nobody.sock");
        const { status, stderr } = runContainer(bundle, { names: ["mkdir"], noNewPrivileges, path });
        notEqual(status, 0);
        match(stderr, /linux\.seccomp\.listenerPath: cannot send the listener to .*nobody\.sock/);
        // Where nobody is asked, nobody need listen.
        equal(runContainer(bundle, { names: [], noNewPrivileges, path }).status, 0);
      } finally {
        bundle.remove();
      }
    });
  });
