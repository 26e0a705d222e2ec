import assert from "node:assert/strict";
import { test } from "node:test";
import { accountChanges } from "./account-changes.ts";

const empty = { passwd: "", subuid: "", subgid: "" };
const root = { name: "root", uid: 0 };
const ada = { name: "ada", uid: 1000 };
const commands = (...given: Parameters<typeof accountChanges>) =>
  accountChanges(...given).map(({ command }) => command.join(" "));

test("root's QEMU gets a user of its own", () => {
  assert.deepEqual(commands(empty, root), [
    "useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin cloison-vm",
  ]);
  const made = { ...empty, passwd: "cloison-vm:x:999:999::/nonexistent:/usr/sbin/nologin\n" };
  assert.deepEqual(commands(made, root), []);
});

test("an ordinary user gets subordinate ids that nobody has, unless there are some", () => {
  const others = { ...empty, subuid: "bob:100000:65536\n", subgid: "bob:100000:65536\n" };
  assert.deepEqual(commands(others, ada), [
    "usermod --add-subuids 165536-231071 --add-subgids 165536-231071 ada",
  ]);
  const has = { ...empty, subuid: "ada:100000:65536\n", subgid: "ada:100000:65536\n" };
  assert.deepEqual(commands(has, ada), []);
});
