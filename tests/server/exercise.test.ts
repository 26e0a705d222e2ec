import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readConfiguration } from "../../lab-server/configuration.ts";
import type { ExerciseState } from "../../lab-server/protocol/messages.ts";
import { catalog } from "../../labs/catalog.ts";
import type { Exercise } from "../../labs/exercise.ts";
import { createSession, PageClient } from "./page-client.ts";
import { preparation, serverWithMachines } from "./server-with-machines.ts";

before(preparation);

const exercise = catalog.get("memory-limit") as Exercise;

const isChecked = ({ checks }: ExerciseState) => checks.every(({ verdict }) => verdict.status !== "pending");

/** The values drawn for this attempt, read from the task as a learner does. */
function drawn({ task }: ExerciseState): { group: string; limitMiB: number } {
  const [, group = "", limit] = /cgroup\/([a-z]+-\d+)`.* (\d+) MiB/.exec(task.en) ?? [];
  return { group, limitMiB: Number(limit) };
}

test("an exercise is solved by typing, turns green by itself, and is unsolved after a reset", async (t) => {
  const server = await serverWithMachines(t);
  const token = await createSession(server.url);
  const page = await PageClient.connect(server.url, token);
  const terminal = await page.startWithTerminal(exercise.id);
  const first = await page.next("exercise", { where: (message) => isChecked(message.exercise) });
  assert.equal(first.exercise.solved, false);
  const parameters = drawn(first.exercise);
  assert.match(parameters.group, /^[a-z]+-\d+$/);
  const { group, limitMiB } = parameters;
  page.type(terminal, `mkdir /sys/fs/cgroup/${group}\r`);
  await page.next("exercise", {
    where: ({ exercise }) =>
      exercise.checks.some(({ verdict }) => verdict.status === "unmet" && /max/.test(verdict.found.en)),
  });
  page.type(terminal, `echo ${limitMiB}M > /sys/fs/cgroup/${group}/memory.max\r`);
  await page.next("exercise", {
    where: ({ exercise }) =>
      exercise.checks.some(({ id, verdict }) => id === "limit" && verdict.status === "met"),
  });
  page.type(terminal, `echo $$ > /sys/fs/cgroup/${group}/cgroup.procs\r`);
  await page.next("exercise", { where: ({ exercise }) => exercise.solved });

  await page.close();
  const after = await PageClient.connect(server.url, token);
  const hello = await after.next("hello");
  assert.equal(hello.exercises[0]?.solved, true);
  assert.deepEqual(drawn(hello.exercises[0] as ExerciseState), parameters);

  after.send({ type: "reset" });
  after.send({ type: "open", columns: 80, rows: 24 });
  const unsolved = await after.next("exercise", {
    where: ({ exercise }) => !exercise.solved && isChecked(exercise),
  });
  assert.deepEqual(drawn(unsolved.exercise), parameters, "the same values");
  assert.ok(unsolved.exercise.checks.every(({ verdict }) => verdict.status === "unmet"));
  await after.close();
});

test("a tick comes within 500 ms of the change, without a button", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal(exercise.id);
  const { exercise: state } = await page.next("exercise", {
    where: (message) => isChecked(message.exercise),
  });
  const { group, limitMiB } = drawn(state);
  page.type(terminal, `mkdir /sys/fs/cgroup/${group}\r`);
  await page.shows(terminal, /mkdir.*# $/s);
  const durationsMs: number[] = [];
  for (let round = 0; round < 7; round++) {
    for (const [value, status] of [
      [`${limitMiB}M`, "met"],
      ["max", "unmet"],
    ]) {
      await sleep(700);
      // A builtin of the shell: no process begins or ends.
      page.type(
        terminal,
        `echo ${value} > /sys/fs/cgroup/${group}/memory.max && echo set-${round}-${status}-$?\r`,
      );
      await page.shows(terminal, new RegExp(`set-${round}-${status}-0`));
      const changedMs = performance.now();
      await page.next("exercise", {
        where: ({ exercise }) =>
          exercise.checks.some(({ id, verdict }) => id === "limit" && verdict.status === status),
      });
      durationsMs.push(performance.now() - changedMs);
    }
  }
  durationsMs.sort((a, b) => a - b);
  t.diagnostic(`change to tick: ${durationsMs.map((ms) => ms.toFixed(0)).join(" ")} ms`);
  assert.ok((durationsMs[Math.floor(durationsMs.length / 2)] ?? 1e9) <= 500, durationsMs.join(" "));
});

test("nothing is sent while nothing changes, and a busy machine is checked for a part of the time only", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal(exercise.id);
  await page.next("exercise", { where: (message) => isChecked(message.exercise) });
  const before = page.messages.length;
  page.type(terminal, "for i in $(seq 1 200); do /bin/true; done; echo do''ne\r");
  await page.shows(terminal, /done/, 60_000);
  await sleep(500);
  assert.deepEqual(page.messages.slice(before), []);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  const spentSeconds = Number(/cloison_check_seconds_sum (\S+)/.exec(metrics)?.[1]);
  assert.ok(spentSeconds > 0);
});

test("hints come one by one, a check on demand is answered though nothing has changed", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  page.send({ type: "start", exercise: exercise.id });
  const { exercise: state } = await page.next("exercise", {
    where: (message) => isChecked(message.exercise),
  });
  const count = exercise.hints.length;
  assert.deepEqual([state.hints.length, state.hintsLeft], [0, count]);
  for (let shown = 1; shown <= count; shown++) {
    page.send({ type: "hint", exercise: exercise.id });
    const { exercise: hinted } = await page.next("exercise");
    assert.deepEqual([hinted.hints.length, hinted.hintsLeft], [shown, count - shown]);
  }
  await sleep(300);
  page.send({ type: "check", exercise: exercise.id });
  await page.next("exercise", { withinMs: 2000 });
  page.send({ type: "check", exercise: "isolated-hostname" });
  assert.equal((await page.next("error")).code, "unknown-exercise");
});

test("a second exercise joins the first on the same machine, with values of its own session", async (t) => {
  const server = await serverWithMachines(t);
  const page = await server.newPage();
  const terminal = await page.startWithTerminal(exercise.id);
  page.type(terminal, "touch /root/mark\r");
  page.send({ type: "start", exercise: "isolated-hostname" });
  await page.next("exercise", {
    where: (message) => message.exercise.id === "isolated-hostname" && isChecked(message.exercise),
  });
  page.type(terminal, "ls /root/mark\r");
  await page.shows(terminal, /ls \/root\/mark\r\n[\s\S]*\/root\/mark\r\n/);
});

test("a check that breaks is our fault, and the server says so in its log", async (t) => {
  const { templates, siteFolder } = await preparation();
  assert.ok(templates.length > 0 && siteFolder);
  const broken: Exercise = {
    ...exercise,
    id: "broken",
    setup: () => [["sh", "-c", "echo no >&2; exit 3"]],
    checks: [
      {
        id: "throws",
        title: () => ({ en: "Throws", fr: "Lance" }),
        verify: () => Promise.reject(new Error("a bug")),
      },
    ],
  };
  const good: Exercise = { ...broken, id: "good", setup: () => [["true"]] };
  const server = await serverWithMachines(t, {
    configuration: readConfiguration({ CLOISON_PORT: "0" }),
    findExercise: (id) => [broken, good].find((each) => each.id === id),
  });
  const page = await server.newPage();
  page.send({ type: "start", exercise: "broken" });
  const error = await page.next("error");
  assert.equal(error.code, "broken");
  await server.logged(/setup-failed.*ended with 3.*no/);
  page.send({ type: "start", exercise: "good" });
  const { exercise: state } = await page.next("exercise", {
    where: ({ exercise }) => exercise.id === "good" && isChecked(exercise),
  });
  assert.equal(state.checks[0]?.verdict.status, "broken");
  assert.equal(state.solved, false);
  await server.logged(/check-broken.*a bug/);
});

test("a check that looks at a file system which never answers is broken in time, and the terminals live on", async (t) => {
  const answer = { en: "that", fr: "cela" };
  const looking: Exercise = {
    ...exercise,
    id: "looking",
    setup: () => [["mkdir", "/mnt/dead"]],
    checks: [
      {
        id: "file",
        title: () => ({ en: "Has a file", fr: "A un fichier" }),
        verify: async (probe) => {
          const entries = await probe.listDirectory("/mnt/dead");
          if (entries.length > 0) return { status: "met" };
          return { status: "unmet", found: answer, expected: answer };
        },
      },
    ],
  };
  const server = await serverWithMachines(t, {
    findExercise: (id) => (id === "looking" ? looking : undefined),
  });
  const page = await server.newPage();
  const terminal = await page.startWithTerminal("looking");
  const verdictIs = (status: string) => ({
    where: ({ exercise }: { exercise: ExerciseState }) => exercise.checks[0]?.verdict.status === status,
    withinMs: 10_000,
  });
  await page.next("exercise", verdictIs("unmet"));
  const mount = "mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 dead /mnt/dead";
  page.type(terminal, `exec 3<>/dev/fuse; ${mount}; echo mounted-$?\r`);
  await page.shows(terminal, /mounted-0/);
  page.type(terminal, "for i in $(seq 9); do sleep 0.2; done; echo al''ive\r");
  await page.shows(terminal, /alive/, 10_000);
  await page.next("exercise", verdictIs("broken"));
  await server.logged(/check-broken.*\/mnt\/dead/);
  page.send({ type: "open", columns: 80, rows: 24 });
  const opened = await page.next("opened", { withinMs: 5000 });
  await page.shows(opened.terminal, /# $/);
  page.type(terminal, "exec 3>&-; umount -l /mnt/dead\r");
  await page.next("exercise", verdictIs("unmet"));
});
