import assert from "node:assert/strict";
import { test } from "node:test";
import { parseProcess } from "./parse-process.ts";

test("a process is a document of its own", () => {
  assert.deepEqual(parseProcess('{"args":["ls"],"cwd":"/","ioPriority":{"class":"IOPRIO_CLASS_IDLE"}}'), {
    args: ["ls"],
    cwd: "/",
    user: { uid: 0, gid: 0 },
    ioPriority: { class: "IOPRIO_CLASS_IDLE", priority: 0 },
  });
});

test("places are called as in config.json, pointers begin at the top", () => {
  assert.throws(() => parseProcess('{"args":["ls",3],"cwd":"/"}'), {
    name: "ConfigError",
    message: "process.args[1]: must be a text, found 3",
    pointer: "/args/1",
  });
  assert.throws(() => parseProcess('{"args":["ls"],"cwd":"/","env":["x"]}'), {
    message: 'process.env[0]: must have the form NAME=value, found "x"',
    pointer: "/env/0",
  });
  assert.throws(() => parseProcess("[]"), { message: "process: must be an object, found an empty list" });
  assert.throws(() => parseProcess("[\n"), { message: /^process\.json: line 2, column 1: / });
});
