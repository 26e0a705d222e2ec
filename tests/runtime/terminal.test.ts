import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { Arena } from "./arena.ts";
import { eventually } from "./eventually.ts";
import { Person } from "./person.ts";

/* run and exec in the foreground with a terminal, as somebody at a terminal has them. */

const cloison = await buildRuntime(() => {});
const options = { skip: process.getuid?.() === 0 ? false : "needs root" };

const shell = ["sh", "-i"];
/** What stty(1) says of a terminal that serves lines, and of one that passes everything on. */
const modes = ["icanon", "isig", "echo", "icrnl", "opost"];
function isCooked(settings: string): boolean {
  const words = settings.split(/\s+/);
  const isRaw = modes.every((mode) => words.includes(`-${mode}`));
  assert.ok(isRaw || modes.every((mode) => words.includes(mode)), settings);
  return !isRaw;
}

/** A bundle with terminals, and who runs it at one. */
function scene(t: TestContext, args: readonly string[], linux: object = {}) {
  const arena = new Arena(cloison, ...args);
  const { config, folder } = arena.bundle;
  const terminals = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"];
  const process = { ...config.process, env: [...(config.process.env as string[]), "PS1=inside> "] };
  const base = {
    mounts: [
      ...config.mounts,
      { destination: "/dev/pts", type: "devpts", source: "devpts", options: terminals },
    ],
    linux: { ...config.linux, ...linux },
  };
  arena.bundle.change({ ...base, process: { ...process, terminal: true } });
  const people: Person[] = [];
  t.after(() => {
    for (const person of people) person.leave();
    arena.remove("c1");
  });
  const call = (words: readonly string[], size = {}) => {
    const person = new Person([cloison, "--root", arena.state, ...words], size);
    people.push(person);
    return person;
  };
  return {
    arena,
    /** In the foreground, at a terminal of its own. */
    run: (size?: object) => call(["run", "--bundle", folder, "c1"], size),
    /** With what is shown going to another command. */
    pipe: (command: string) => {
      const words = [cloison, "--root", arena.state, "run", "--bundle", folder, "c1"];
      const person = new Person(["sh", "-c", `"$@" | ${command}`, "sh", ...words]);
      people.push(person);
      return person;
    },
    /** Another process, in a container that waits without a terminal. */
    exec: (...words: string[]) => {
      arena.bundle.change({ ...base, process: { ...process, args: ["sleep", "1000"] } });
      const { status, stderr } = arena.run(["run", "--detach", "--bundle", folder, "c1"]);
      assert.equal(status, 0, stderr);
      return call(["exec", "--tty", "c1", ...words]);
    },
  };
}

const settingsOf = (path: string) => execFileSync("stty", ["-F", path, "-a"], { encoding: "utf8" });
const occurrences = (text: string, part: string) => text.split(part).length - 1;

async function useShell(person: Person, codeAtEnd: number): Promise<void> {
  await person.sees("inside> ");
  assert.ok(!isCooked(settingsOf(person.path)));
  person.type("echo answer $((6 * 7))\r");
  await person.sees("answer 42\r\n");
  // Echoed by the inner terminal, and by no other.
  assert.equal(occurrences(person.output, "echo answer $((6 * 7))"), 1);
  person.resize(101, 37);
  person.type("stty size\r");
  await person.sees("37 101\r\n");
  person.type("sleep 1000; echo slept\r");
  await person.sees("echo slept\r\n");
  person.type("\x03");
  person.type("echo after $?\r");
  await person.sees("after 130\r\n");
  person.type(`exit ${codeAtEnd}\r`);
  const { code, settings } = await person.ends();
  assert.equal(code, codeAtEnd);
  assert.ok(isCooked(settings));
}

test("run gives a shell that prompts, echoes, is resized and interrupted, and its exit code", options, (t) =>
  useShell(scene(t, shell).run(), 7),
);

test("exec does, too", options, (t) => useShell(scene(t, []).exec(...shell), 9));

test("a program finds the size of who runs it, and /dev/console", options, async (t) => {
  const script = "stty size; test -c /dev/console && echo console; tty; test -t 2 && echo all";
  const person = scene(t, ["sh", "-c", script]).run({ columns: 123, rows: 45 });
  assert.equal((await person.ends()).code, 0);
  assert.match(person.output, /45 123\r\nconsole\r\n\/dev\/pts\/0\r\nall\r\n/);
});

test("everything that was written is shown before the end", options, async (t) => {
  const person = scene(t, ["seq", "1", "30000"]).run();
  await person.ends();
  const numbers = [...person.output.matchAll(/^(\d+)\r$/gm)].map(([, number]) => Number(number));
  assert.equal(numbers.length, 30_000);
  assert.ok(numbers.every((number, index) => number === index + 1));
});

test("as much as is typed is shown, though neither has room for all of it", options, (t) => {
  const { arena } = scene(t, ["sh", "-c", "stty -echo; echo ready; exec cat"]);
  const lines = Array.from({ length: 6000 }, (_, index) => `line ${index} `.padEnd(50, "x"));
  const words = ["--root", arena.state, "run", "--bundle", arena.bundle.folder, "c1"];
  const { status, stdout } = spawnSync(cloison, words, {
    input: `${lines.join("\n")}\n\x04`,
    encoding: "utf8",
    timeout: 10_000,
    killSignal: "SIGKILL",
  });
  assert.equal(status, 0);
  // What was typed before that was echoed, too.
  const shown = stdout.slice(stdout.indexOf("ready\r\n")).split("\r\n");
  assert.deepEqual(shown, ["ready", ...lines, ""]);
});

test(
  "a program that ends by itself ends run, also while another still has its terminal",
  options,
  async (t) => {
    const person = scene(t, ["sh", "-c", "sleep 1000 & echo begun; exit 3"]).run();
    const { code, settings } = await person.ends();
    assert.equal(code, 3);
    assert.ok(isCooked(settings));
  },
);

test("SIGTERM goes to the program; the terminal is left as it was found", options, async (t) => {
  const script = `trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.05; done`;
  const { run, arena } = scene(t, ["sh", "-c", script]);
  const person = run();
  await person.sees("ready");
  assert.ok(!isCooked(settingsOf(person.path)));
  process.kill(person.command, "SIGTERM");
  const { code, settings } = await person.ends();
  assert.equal(code, 9);
  assert.match(person.output, /told/);
  assert.ok(isCooked(settings));
  assert.match(arena.run(["state", "c1"]).stderr, /does not exist/);
});

test("a program that SIGTERM ends is told of as shells do", options, async (t) => {
  // The first process of a PID namespace would not be ended by it.
  const namespaces = [{ type: "mount" }, { type: "ipc" }, { type: "uts" }];
  const person = scene(t, ["sh", "-c", "echo ready; exec sleep 1000"], { namespaces }).run();
  await person.sees("ready");
  process.kill(person.command, "SIGTERM");
  const { code, settings } = await person.ends();
  assert.equal(code, 143);
  assert.ok(isCooked(settings));
});

test("a container that is killed from elsewhere gives the terminal back", options, async (t) => {
  const { run, arena } = scene(t, ["sh", "-c", "echo ready; exec sleep 1000"]);
  const person = run();
  await person.sees("ready");
  arena.run(["kill", "c1", "KILL"]);
  const { code, settings } = await person.ends();
  assert.equal(code, 137);
  assert.ok(isCooked(settings));
});

test(
  "when nobody reads any more what is shown, the container goes, and the terminal is as before",
  options,
  async (t) => {
    const { arena, pipe } = scene(t, ["sh", "-c", "while echo shown; do :; done"]);
    const person = pipe("head -n 2");
    const { settings } = await person.ends();
    assert.match(person.output, /shown\r\nshown\r\n/);
    assert.match(person.output, /Cannot show what the program writes to its terminal: write: EPIPE/);
    assert.ok(isCooked(settings));
    assert.match(arena.run(["state", "c1"]).stderr, /does not exist/);
  },
);

test("while nobody reads what is shown, signals still go to the program", options, async (t) => {
  // The first process of a PID namespace would not be ended by them.
  const namespaces = [{ type: "mount" }, { type: "ipc" }, { type: "uts" }];
  const { arena } = scene(t, ["yes", "more than anybody reads"], { namespaces });
  const words = ["--root", arena.state, "run", "--bundle", arena.bundle.folder, "c1"];
  const child = spawn(cloison, words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const cpuTicks = () =>
    readFileSync(`/proc/${child.pid}/stat`, "utf8").replace(/.*\) /, "").split(" ").slice(11, 13).join();
  // When there is no room any more it waits.
  for (let before = ""; before !== cpuTicks(); await sleep(200)) before = cpuTicks();
  child.kill("SIGTERM");
  await eventually("the program to end", () => arena.run(["state", "c1"]).stdout.includes('"stopped"'));
  child.stdout.resume();
  assert.deepEqual(await ended, [143, null]);
});

test("what cannot be run leaves the terminal as it was", options, async (t) => {
  const person = scene(t, ["nosuch"]).run();
  const { code, settings } = await person.ends();
  assert.equal(code, 1);
  assert.match(person.output, /exec: \\?"nosuch\\?": executable file not found/);
  assert.ok(isCooked(settings));
});
