import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { buildRuntime } from "../../lab-server/setup/runtime.ts";
import { Arena } from "./arena.ts";

/* What others have put where this runtime keeps or writes its files. */

const cloison = await buildRuntime(() => {});
const options = { skip: process.getuid?.() === 0 ? false : "needs root" };

/** A root of state with one container, and beside it what is no container of this runtime. */
function mixedRoot(t: TestContext): Arena {
  const arena = new Arena(cloison, "sleep", "1000");
  t.after(() => arena.remove("c1"));
  const begun = arena.run(["run", "--detach", "--bundle", arena.bundle.folder, "c1"]);
  assert.equal(begun.status, 0, begun.stderr);
  const strange = (name: string, state?: string) => {
    mkdirSync(join(arena.state, name));
    if (state !== undefined) writeFileSync(join(arena.state, name, "state.json"), state);
  };
  strange("empty");
  strange("broken", '{"id":"broken","pid":');
  strange("null", "null");
  // As runc has it.
  strange("runcs", '{"id":"runcs","init_process_pid":1,"init_process_start":12,"config":{}}');
  strange(".hidden", "{}");
  writeFileSync(join(arena.state, "file"), "");
  return arena;
}

test("list shows this runtime's containers, and warns of what it cannot read", options, (t) => {
  const arena = mixedRoot(t);
  const { status, stdout, log } = arena.run(["list", "--quiet"]);
  assert.deepEqual([status, stdout], [0, "c1\n"]);
  const warnings = log.trim().split("\n");
  assert.equal(warnings.length, 3);
  for (const [index, name] of ["broken", "null", "runcs"].entries())
    assert.match(
      warnings[index] ?? "",
      new RegExp(`warning.*container ${name}: .*/${name}/state\\.json is not of`),
    );
  const shown = JSON.parse(arena.run(["list", "--format", "json"]).stdout) as { id: string }[];
  assert.deepEqual(
    shown.map(({ id }) => id),
    ["c1"],
  );
});

test("nothing is done to another runtime's container, not even by force", options, (t) => {
  const arena = mixedRoot(t);
  for (const words of [["state"], ["kill"], ["start"], ["delete"], ["delete", "--force"]]) {
    const { status, stderr } = arena.run([...words, "runcs"]);
    assert.equal(status, 1, words.join(" "));
    assert.match(
      stderr,
      /Cannot work on container runcs: .*another runtime's containers need another --root/,
    );
  }
  assert.match(readFileSync(join(arena.state, "runcs", "state.json"), "utf8"), /init_process_pid/);
});

test("a name that is taken by something else is refused", options, (t) => {
  const arena = mixedRoot(t);
  for (const name of ["runcs", "file", "c1"]) {
    const { status, stderr } = arena.run(["create", "--bundle", arena.bundle.folder, name]);
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`Cannot create container ${name}: a container of that id exists`));
  }
});

test("spec writes config.json where there is none, and leaves one that is there", options, (t) => {
  const arena = new Arena(cloison, "true");
  t.after(() => arena.remove());
  const folder = arena.makeFolder("new");
  const config = join(folder, "config.json");
  assert.equal(arena.run(["spec", "--bundle", folder]).status, 0);
  assert.match(readFileSync(config, "utf8"), /^\{\n\t"ociVersion": "1\./);
  writeFileSync(config, "mine");
  for (const words of [[], ["--rootless"]]) {
    const { status, stderr } = arena.run(["spec", ...words, "--bundle", folder]);
    assert.equal(status, 1);
    assert.match(stderr, /File .*config\.json exists\. Remove it first/);
  }
  const here = arena.run(["spec"], { directory: folder });
  assert.equal(here.status, 1);
  assert.equal(readFileSync(config, "utf8"), "mine");
});
